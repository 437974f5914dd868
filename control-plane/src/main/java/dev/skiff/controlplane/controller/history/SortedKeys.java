package dev.skiff.controlplane.controller.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/** Puts the names of objects in order, as Go writes maps: clients compare revisions bytewise. */
final class SortedKeys {
  private SortedKeys() {}

  static JsonNode of(JsonNode node) {
    if (node.isArray()) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> items.add(of(item)));
      return items;
    }
    if (!node.isObject()) return node;
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    var names = new TreeSet<String>();
    node.fieldNames().forEachRemaining(names::add);
    for (String name : names) sorted.set(name, of(node.get(name)));
    return sorted;
  }
}
