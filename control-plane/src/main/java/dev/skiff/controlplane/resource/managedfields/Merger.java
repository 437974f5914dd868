package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays an applied configuration over the present state. Values that are the same in both trees are
 * shared, so neither the trees nor the result may be changed in place.
 */
final class Merger {
  private Merger() {}

  /** The present state with the values of a configuration. */
  static ObjectNode merge(Schema schema, ObjectNode live, ObjectNode configuration) {
    return maps(schema, live, configuration);
  }

  private static JsonNode value(Schema schema, JsonNode live, JsonNode wanted) {
    if (wanted == null) return live;
    if (live == null) return wanted;
    Structure.Kind kind = Structure.kind(schema, wanted);
    if (kind != Structure.kind(schema, live)) return wanted;
    if (Structure.isEmpty(live) && Structure.isEmpty(wanted)) return wanted;
    return switch (kind) {
      case LEAF -> wanted;
      case MAP -> maps(schema, live, wanted);
      case LIST -> lists(schema, live, wanted);
    };
  }

  private static ObjectNode maps(Schema schema, JsonNode live, JsonNode wanted) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      String name = field.getKey();
      result.set(name, value(Structure.child(schema, name), field.getValue(), wanted.get(name)));
    }
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      if (!live.has(field.getKey())) result.set(field.getKey(), field.getValue());
    }
    return result;
  }

  /**
   * Elements that both have stand in the configuration's order; those that only the present state
   * has keep their place before the shared element that followed them.
   */
  private static ArrayNode lists(Schema schema, JsonNode live, JsonNode wanted) {
    List<PathElement> left = elements(schema, live);
    List<PathElement> right = elements(schema, wanted);
    Map<PathElement, JsonNode> old = index(left, live);
    Map<PathElement, JsonNode> now = index(right, wanted);
    List<PathElement> shared = new ArrayList<>(right);
    shared.retainAll(old.keySet());

    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    Set<PathElement> merged = new HashSet<>();
    int next = 0;
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      if (l < left.size() && r < right.size()) {
        PathElement element = left.get(l);
        if (element.equals(right.get(r))) {
          merged.add(element);
          result.add(value(schema.items(), old.get(element), now.get(element)));
          l++;
          r++;
          next++;
          continue;
        }
        boolean later = next < shared.size() && !shared.get(next).equals(element);
        if (now.containsKey(element) && later) {
          l++;
          continue;
        }
      }
      if (l < left.size()) {
        PathElement element = left.get(l);
        if (!now.containsKey(element)) {
          result.add(live.get(l++));
          continue;
        }
        if (merged.contains(element)) l++;
      }
      if (r < right.size()) {
        PathElement element = right.get(r++);
        merged.add(element);
        result.add(value(schema.items(), old.get(element), now.get(element)));
        if (next < shared.size() && shared.get(next).equals(element)) next++;
      }
    }
    return result;
  }

  private static List<PathElement> elements(Schema schema, JsonNode list) {
    List<PathElement> elements = new ArrayList<>(list.size());
    for (JsonNode element : list) elements.add(Structure.element(schema, element));
    return elements;
  }

  /** Elements of the present state that share a name are not merged with a new value. */
  private static Map<PathElement, JsonNode> index(List<PathElement> elements, JsonNode list) {
    Map<PathElement, JsonNode> index = HashMap.newHashMap(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      PathElement element = elements.get(i);
      boolean again = index.containsKey(element);
      index.put(element, again ? null : list.get(i));
    }
    return index;
  }
}
