package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.managedfields.GoNotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Strategic merge patch: a merge patch that knows from the schema which lists are merged by a key,
 * with the directives {@code $patch}, {@code $retainKeys}, {@code $setElementOrder/…} and {@code
 * $deleteFromPrimitiveList/…}.
 */
public final class StrategicMergePatch {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String SET_ORDER = "$setElementOrder/";
  private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

  private StrategicMergePatch() {}

  /**
   * Applies a patch.
   *
   * @param target is left as it is
   * @param schema shape of the target; null replaces all lists
   * @throws StatusException 400 or 500 for a directive that is malformed or unknown
   */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch, Schema schema) {
    return mergeObject(target.deepCopy(), patch, schema);
  }

  private static ObjectNode mergeObject(ObjectNode target, ObjectNode patch, Schema schema) {
    if (patch.has(DIRECTIVE)) return whole(patch);
    if (patch.has(RETAIN_KEYS)) retainKeys(target, patch);
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      JsonNode value = change.getValue();
      if (name.equals(RETAIN_KEYS)) continue;
      if (name.startsWith(DELETE_PRIMITIVES)) {
        deletePrimitives(target, name.substring(DELETE_PRIMITIVES.length()), value);
      } else if (name.startsWith(SET_ORDER)) {
        String field = name.substring(SET_ORDER.length());
        if (!patch.has(field)) reorder(target, field, list(name, value), schema);
      } else if (value.isNull()) {
        target.remove(name);
      } else {
        JsonNode order = patch.get(SET_ORDER + name);
        JsonNode merged = merge(target.get(name), value, property(schema, name), order);
        if (merged == null) target.remove(name);
        else target.set(name, merged);
      }
    }
    return target;
  }

  /** Orders a list that a patch says nothing else of; where it is not yet, there is no order. */
  private static void reorder(ObjectNode target, String field, ArrayNode order, Schema schema) {
    Schema property = property(schema, field);
    if (schema != null && property == null) {
      throw Statuses.badRequest(SET_ORDER + field + " is about a field that there is not");
    }
    JsonNode live = target.get(field);
    if (live == null || live.isNull()) return;
    if (!(live instanceof ArrayNode elements)) {
      throw Statuses.badRequest(SET_ORDER + field + " is about a field that is no list");
    }
    target.set(field, ordered(elements, order, elements, key(property)));
  }

  /** What an object with a directive says of the whole object. */
  private static ObjectNode whole(ObjectNode patch) {
    return switch (patch.get(DIRECTIVE).asText()) {
      case "replace" -> patch.deepCopy().without(DIRECTIVE);
      case "delete" -> JsonNodeFactory.instance.objectNode();
      default -> throw unknownDirective(patch);
    };
  }

  /** A field's new value; null for none. */
  private static JsonNode merge(JsonNode live, JsonNode value, Schema schema, JsonNode order) {
    boolean lists = value instanceof ArrayNode;
    String strategy = schema == null ? "" : schema.patchStrategy();
    if (lists && order != null) checkOrder((ArrayNode) value, list(SET_ORDER, order), key(schema));
    JsonNode merged;
    if (live == null || live.getNodeType() != value.getNodeType()) {
      merged = fresh(value);
    } else if (live instanceof ObjectNode object && !strategy.contains("replace")) {
      return mergeObject(object, (ObjectNode) value, schema);
    } else if (lists && strategy.contains("merge")) {
      merged = mergeList((ArrayNode) live, (ArrayNode) value, schema);
    } else {
      merged = value.deepCopy();
    }
    if (!(lists && order != null)) return merged;
    ArrayNode before = live instanceof ArrayNode list ? list : JsonNodeFactory.instance.arrayNode();
    return ordered((ArrayNode) merged, (ArrayNode) order, before, key(schema));
  }

  /** A value where there was none: nulls in it have nothing to delete, and directives no object. */
  private static JsonNode fresh(JsonNode value) {
    if (value instanceof ObjectNode object) {
      if (object.has(DIRECTIVE)) return null;
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode inner = field.getValue().isNull() ? null : fresh(field.getValue());
        if (inner != null) copy.set(field.getKey(), inner);
      }
      return copy;
    }
    if (!(value instanceof ArrayNode list)) return value;
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : list) {
      JsonNode inner = fresh(element);
      if (inner != null) copy.add(inner);
    }
    return copy;
  }

  /** Elements that both lists have are merged, new ones taken as they are, whatever is in them. */
  private static ArrayNode mergeList(ArrayNode live, ArrayNode patch, Schema schema) {
    String key = schema.patchMergeKey();
    ArrayNode before = live.deepCopy();
    ArrayNode changes = key.isEmpty() ? patch : withoutSpecial(before, patch, key);
    ArrayNode result = before.deepCopy();
    for (JsonNode change : changes) {
      int position = position(result, change, key);
      if (position < 0) {
        result.add(change.deepCopy());
      } else if (result.get(position) instanceof ObjectNode existing && change.isObject()) {
        result.set(position, mergeObject(existing, (ObjectNode) change, schema.items()));
      }
    }
    return ordered(result, changes, before, key);
  }

  /**
   * The elements of a patch that have no directive; what the others say is done to the list before
   * anything is merged, wherever they stand.
   */
  private static ArrayNode withoutSpecial(ArrayNode live, ArrayNode patch, String key) {
    ArrayNode plain = JsonNodeFactory.instance.arrayNode();
    boolean replace = false;
    for (JsonNode element : patch) {
      if (!element.has(DIRECTIVE)) {
        requireKey(element, key);
        plain.add(element);
        continue;
      }
      switch (element.get(DIRECTIVE).asText()) {
        case "delete" -> {
          requireKey(element, key);
          for (int at = position(live, element, key); at >= 0; at = position(live, element, key)) {
            live.remove(at);
          }
        }
        case "replace" -> replace = true;
        case "merge" -> throw failure("merging lists cannot yet be specified in the patch");
        default -> throw unknownDirective(element);
      }
    }
    if (!replace) return plain;
    live.removeAll();
    live.addAll(plain.deepCopy());
    return JsonNodeFactory.instance.arrayNode();
  }

  private static void requireKey(JsonNode element, String key) {
    if (element.has(key)) return;
    throw Statuses.badRequest("map: " + element + " does not contain declared merge key: " + key);
  }

  private static void retainKeys(ObjectNode target, ObjectNode patch) {
    Set<String> keys = new HashSet<>();
    if (!patch.get(RETAIN_KEYS).isArray()) throw badRetainKeys();
    patch.get(RETAIN_KEYS).forEach(key -> keys.add(key.asText()));
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      if (!name.startsWith("$") && !change.getValue().isNull() && !keys.contains(name)) {
        throw badRetainKeys();
      }
    }
    target.retain(keys);
  }

  private static StatusException badRetainKeys() {
    return Statuses.badRequest("invalid patch format of retainKeys");
  }

  /** What is no list deletes nothing. */
  private static void deletePrimitives(ObjectNode target, String field, JsonNode values) {
    if (!(target.get(field) instanceof ArrayNode existing) || !values.isArray()) return;
    for (JsonNode value : values) {
      for (int at = position(existing, value, ""); at >= 0; at = position(existing, value, "")) {
        existing.remove(at);
      }
    }
  }

  /** Refuses a patch whose elements stand in another order than the one it asks for. */
  private static void checkOrder(ArrayNode patch, ArrayNode order, String key) {
    if (order.isEmpty()) return;
    int next = 0;
    for (JsonNode element : patch) {
      if (element.has(DIRECTIVE)) continue;
      while (next < order.size() && !same(order.get(next), element, key)) next++;
      if (next++ == order.size()) {
        throw failure(
            "The order in patch list:\n%s\n doesn't match $setElementOrder list:\n%s\n"
                .formatted(GoNotation.text(patch), GoNotation.text(order)));
      }
    }
  }

  /**
   * A merged list in the order that a patch wants; elements that only the server knows keep their
   * place among those they share a list with.
   *
   * @param live the list before
   */
  private static ArrayNode ordered(ArrayNode merged, ArrayNode wanted, ArrayNode live, String key) {
    List<JsonNode> patched = new ArrayList<>();
    List<JsonNode> serverOnly = new ArrayList<>();
    for (JsonNode element : merged) {
      (position(wanted, element, key) < 0 ? serverOnly : patched).add(element);
    }
    patched.sort(Comparator.comparingInt(element -> position(wanted, element, key)));
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    int left = 0;
    int right = 0;
    while (left < serverOnly.size() || right < patched.size()) {
      boolean takeLeft = right == patched.size();
      if (!takeLeft && left < serverOnly.size()) {
        int leftAt = position(live, serverOnly.get(left), key);
        int rightAt = position(live, patched.get(right), key);
        takeLeft = leftAt >= 0 && rightAt >= 0 && leftAt < rightAt;
      }
      result.add(takeLeft ? serverOnly.get(left++) : patched.get(right++));
    }
    return result;
  }

  private static int position(ArrayNode list, JsonNode wanted, String key) {
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), wanted, key)) return i;
    }
    return -1;
  }

  /** Whether elements are the same one; 53 and 53.0, which Go has two types for, are not. */
  private static boolean same(JsonNode left, JsonNode right, String key) {
    JsonNode one = key.isEmpty() ? left : left.path(key);
    JsonNode other = key.isEmpty() ? right : right.path(key);
    return JsonEquality.equal(one, other) && one.isIntegralNumber() == other.isIntegralNumber();
  }

  private static Schema property(Schema schema, String name) {
    return schema == null ? null : schema.property(name);
  }

  private static String key(Schema list) {
    return list == null ? "" : list.patchMergeKey();
  }

  private static ArrayNode list(String name, JsonNode value) {
    if (value instanceof ArrayNode array) return array;
    throw Statuses.badRequest("invalid patch format of " + name + ": a list is expected");
  }

  private static StatusException unknownDirective(JsonNode patch) {
    return failure(
        "unknown patch type: %s in map: %s"
            .formatted(GoNotation.text(patch.get(DIRECTIVE)), GoNotation.text(patch)));
  }

  /** Upstream takes what is wrong with directives for a failure of its own. */
  private static StatusException failure(String message) {
    return new StatusException(500, "", message, null);
  }
}
