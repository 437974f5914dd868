package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.Map;

/** Takes fields and elements out of an object; what is left is shared with it. */
final class Remover {
  private Remover() {}

  /** The object without the paths of a set. */
  static ObjectNode remove(Schema schema, ObjectNode object, FieldSet paths) {
    return value(schema, object, paths) instanceof ObjectNode rest
        ? rest
        : JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode value(Schema schema, JsonNode value, FieldSet paths) {
    if (paths.isEmpty()) return value;
    return switch (Structure.kind(schema, value)) {
      case LEAF -> value.isContainerNode() ? NullNode.instance : value;
      case MAP -> map(schema, value, paths);
      case LIST -> list(schema, value, paths);
    };
  }

  private static JsonNode map(Schema schema, JsonNode map, FieldSet paths) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      FieldSet.Entry entry = paths.get(PathElement.field(field.getKey()));
      if (entry == null) {
        rest.set(field.getKey(), field.getValue());
      } else if (!entry.member()) {
        Schema of = Structure.child(schema, field.getKey());
        rest.set(field.getKey(), value(of, field.getValue(), entry.children()));
      }
    }
    return rest.isEmpty() ? NullNode.instance : rest;
  }

  private static JsonNode list(Schema schema, JsonNode list, FieldSet paths) {
    ArrayNode rest = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : list) {
      FieldSet.Entry entry = paths.get(Structure.element(schema, element));
      if (entry == null) rest.add(element);
      else if (!entry.member()) rest.add(value(schema.items(), element, entry.children()));
    }
    return rest.isEmpty() ? NullNode.instance : rest;
  }
}
