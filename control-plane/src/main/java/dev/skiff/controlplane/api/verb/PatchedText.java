package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A patched object that is none of its kind any more, as the refusal shows it: upstream writes the
 * fields of an object that the patch went into in the order of their names, and leaves others
 * alone.
 */
final class PatchedText {
  private PatchedText() {}

  /** The patched object as it is shown. */
  static JsonNode of(ResourceType type, ObjectNode existing, ObjectNode patched) {
    return shown(type.schema(), existing, patched);
  }

  private static JsonNode shown(Schema schema, JsonNode existing, JsonNode patched) {
    if (!(patched instanceof ObjectNode object) || !(existing instanceof ObjectNode)) {
      return patched;
    }
    if (patched.equals(existing)) return ordered(schema, patched);
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    List<String> names = names(object);
    names.sort(null);
    for (String name : names) {
      sorted.set(name, shown(property(schema, name), existing.get(name), object.get(name)));
    }
    return sorted;
  }

  /** Fields in the order in which they are stored, maps by their keys. */
  private static JsonNode ordered(Schema schema, JsonNode value) {
    if (schema == null) return value;
    if (value instanceof ArrayNode array) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      for (JsonNode item : array) items.add(ordered(schema.items(), item));
      return items;
    }
    if (!(value instanceof ObjectNode object) || schema.preserveUnknownFields()) return value;
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    List<String> names = names(object);
    if (schema.additionalProperties() != null) names.sort(null);
    for (String name : names) result.set(name, ordered(property(schema, name), object.get(name)));
    return result;
  }

  private static Schema property(Schema schema, String name) {
    return schema == null ? null : schema.property(name);
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
