package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON trees as values of expressions, converted as far as an expression looks. */
public final class JsonValues {
  private JsonValues() {}

  /**
   * A tree without a schema; the tree must not change while the value is used.
   *
   * @param node null and missing nodes are CEL's null
   */
  public static Object of(JsonNode node) {
    return switch (node) {
      case null -> Values.NULL;
      case ObjectNode object -> new JsonMap(object);
      case ArrayNode array -> new JsonList(array);
      default -> scalar(node);
    };
  }

  private static Object scalar(JsonNode node) {
    if (node.isTextual()) return node.textValue();
    if (node.isBoolean()) return node.booleanValue();
    if (node.isIntegralNumber() && node.canConvertToLong()) return node.longValue();
    if (node.isNumber()) return node.doubleValue();
    return Values.NULL;
  }
}
