package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
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
   * @throws StatusException 400 for a directive that is malformed or unknown
   */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch, Schema schema) {
    return mergeObject(target.deepCopy(), patch, schema);
  }

  private static ObjectNode mergeObject(ObjectNode target, ObjectNode patch, Schema schema) {
    JsonNode directive = patch.get(DIRECTIVE);
    if (directive != null) {
      switch (directive.asText()) {
        case "replace" -> {
          return patch.deepCopy().without(DIRECTIVE);
        }
        case "delete" -> {
          return JsonNodeFactory.instance.objectNode();
        }
        case "merge" -> {}
        default -> throw unknownDirective(directive);
      }
    }
    if (patch.has(RETAIN_KEYS)) retainKeys(target, patch);
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      JsonNode value = change.getValue();
      if (name.equals(DIRECTIVE) || name.equals(RETAIN_KEYS)) continue;
      if (name.startsWith(DELETE_PRIMITIVES)) {
        deletePrimitives(target, name.substring(DELETE_PRIMITIVES.length()), list(name, value));
      } else if (name.startsWith(SET_ORDER)) {
        String field = name.substring(SET_ORDER.length());
        if (!patch.has(field)) {
          order(target, field, target.get(field), list(name, value), property(schema, field));
        }
      } else if (value.isNull()) {
        target.remove(name);
      } else {
        mergeField(target, patch, name, value, property(schema, name));
      }
    }
    return target;
  }

  private static void mergeField(
      ObjectNode target, ObjectNode patch, String name, JsonNode value, Schema schema) {
    JsonNode before = target.get(name);
    boolean replace = schema != null && schema.patchStrategy().contains("replace");
    if (value instanceof ObjectNode changes && !replace) {
      if (!(before instanceof ObjectNode) && changes.has(DIRECTIVE)) {
        // A directive about what is not there leaves nothing.
        target.remove(name);
        return;
      }
      ObjectNode into =
          before instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
      target.set(name, mergeObject(into, changes, schema));
    } else if (value instanceof ArrayNode changes
        && schema != null
        && schema.patchStrategy().contains("merge")) {
      ArrayNode existing =
          before instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
      ArrayNode merged = mergeList(existing, changes, schema);
      target.set(name, merged);
      JsonNode wanted = patch.get(SET_ORDER + name);
      order(
          target,
          name,
          existing,
          wanted == null ? changes : list(SET_ORDER + name, wanted),
          schema);
    } else {
      target.set(name, withoutDirectives(value));
    }
  }

  private static ArrayNode mergeList(ArrayNode target, ArrayNode patch, Schema schema) {
    String key = schema.patchMergeKey();
    ArrayNode result = target.deepCopy();
    if (key.isEmpty()) {
      for (JsonNode value : patch) {
        if (position(result, value, key) < 0) result.add(value);
      }
      return result;
    }
    for (JsonNode element : patch) {
      if (isReplaceDirective(element)) {
        ArrayNode replacement = JsonNodeFactory.instance.arrayNode();
        patch.forEach(
            other -> {
              if (!isReplaceDirective(other)) replacement.add(withoutDirectives(other));
            });
        return replacement;
      }
    }
    for (JsonNode element : patch) mergeElement(result, element, key, schema.items());
    return result;
  }

  private static boolean isReplaceDirective(JsonNode element) {
    return element.size() == 1 && element.path(DIRECTIVE).asText().equals("replace");
  }

  private static void mergeElement(ArrayNode result, JsonNode element, String key, Schema items) {
    if (!(element instanceof ObjectNode changes) || !changes.has(key)) {
      throw Statuses.badRequest("map: " + element + " does not contain declared merge key: " + key);
    }
    int position = position(result, changes, key);
    if (changes.path(DIRECTIVE).asText().equals("delete")) {
      for (; position >= 0; position = position(result, changes, key)) result.remove(position);
    } else if (position >= 0 && result.get(position) instanceof ObjectNode existing) {
      ObjectNode merged = mergeObject(existing, changes, items);
      if (!merged.has(key)) merged.set(key, changes.get(key));
      result.set(position, merged);
    } else {
      result.add(mergeObject(JsonNodeFactory.instance.objectNode(), changes, items));
    }
  }

  private static void retainKeys(ObjectNode target, ObjectNode patch) {
    Set<String> keys = new HashSet<>();
    list(RETAIN_KEYS, patch.get(RETAIN_KEYS)).forEach(key -> keys.add(key.asText()));
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      if (!name.startsWith("$") && !change.getValue().isNull() && !keys.contains(name)) {
        throw Statuses.badRequest(
            "the keys in $retainKeys must contain all fields present in the patch");
      }
    }
    target.retain(keys);
  }

  private static void deletePrimitives(ObjectNode target, String field, ArrayNode values) {
    if (!(target.get(field) instanceof ArrayNode existing)) return;
    for (JsonNode value : values) {
      for (int at = position(existing, value, ""); at >= 0; at = position(existing, value, "")) {
        existing.remove(at);
      }
    }
  }

  /**
   * Orders a merged list as the patch says, or has it; elements that only the server knows keep
   * their place among those they share a list with.
   */
  private static void order(
      ObjectNode target, String field, JsonNode before, ArrayNode wanted, Schema schema) {
    if (!(target.get(field) instanceof ArrayNode merged)) return;
    ArrayNode serverOrder =
        before instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
    String key = schema == null ? "" : schema.patchMergeKey();
    List<JsonNode> ordered = new ArrayList<>();
    List<JsonNode> serverOnly = new ArrayList<>();
    for (JsonNode name : wanted) {
      int at = position(merged, name, key);
      if (at >= 0) ordered.add(merged.get(at));
    }
    for (JsonNode element : merged) {
      if (position(wanted, element, key) < 0) serverOnly.add(element);
    }
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    int left = 0;
    int right = 0;
    while (left < serverOnly.size() || right < ordered.size()) {
      boolean takeLeft = right == ordered.size();
      if (!takeLeft && left < serverOnly.size()) {
        int leftAt = position(serverOrder, serverOnly.get(left), key);
        int rightAt = position(serverOrder, ordered.get(right), key);
        takeLeft = leftAt >= 0 && rightAt >= 0 && leftAt < rightAt;
      }
      result.add(takeLeft ? serverOnly.get(left++) : ordered.get(right++));
    }
    target.set(field, result);
  }

  private static int position(ArrayNode list, JsonNode wanted, String key) {
    for (int i = 0; i < list.size(); i++) {
      boolean same =
          key.isEmpty()
              ? JsonEquality.equal(list.get(i), wanted)
              : JsonEquality.equal(list.get(i).path(key), wanted.path(key));
      if (same) return i;
    }
    return -1;
  }

  private static Schema property(Schema schema, String name) {
    return schema == null ? null : schema.property(name);
  }

  /** What is new needs no directives, and nulls in it have nothing to delete. */
  private static JsonNode withoutDirectives(JsonNode value) {
    return value instanceof ObjectNode object
        ? mergeObject(JsonNodeFactory.instance.objectNode(), object, null)
        : value.deepCopy();
  }

  private static ArrayNode list(String name, JsonNode value) {
    if (value instanceof ArrayNode array) return array;
    throw Statuses.badRequest("invalid patch format of " + name + ": a list is expected");
  }

  private static StatusException unknownDirective(JsonNode directive) {
    String type = directive.asText();
    return new StatusException(
        500, "", "unknown patch type: " + type + " in map: map[$patch:" + type + "]", null);
  }
}
