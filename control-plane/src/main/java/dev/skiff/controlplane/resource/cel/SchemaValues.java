package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.CelByteString;
import dev.skiff.controlplane.resource.Schema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;

/** JSON trees of a known schema as values of expressions, converted as far as one looks. */
public final class SchemaValues {
  private SchemaValues() {}

  /**
   * A tree as a value.
   *
   * @param schema null where values are not described
   */
  public static Object of(JsonNode node, Schema schema) {
    if (schema == null) return JsonValues.of(node);
    return switch (node) {
      case ObjectNode object -> new SchemaMap(object, schema);
      case ArrayNode array when schema.listType().equals("set") -> new SchemaSet(array, schema);
      case ArrayNode array when schema.listType().equals("map") -> new SchemaMapList(array, schema);
      case ArrayNode array -> new SchemaList(array, schema);
      default -> scalar(node, schema);
    };
  }

  private static Object scalar(JsonNode node, Schema schema) {
    if (node.isNumber() && schema.type().equals("number")) return node.doubleValue();
    if (!node.isTextual()) return JsonValues.of(node);
    String text = node.textValue();
    return switch (schema.format()) {
      case "date-time" -> Times.timestamp(text);
      case "date" -> date(text);
      case "duration" -> Times.duration(text);
      case "byte" -> bytes(text);
      default -> text;
    };
  }

  private static Object date(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      throw new CelException("Invalid date format of string \"" + text + "\"");
    }
  }

  private static Object bytes(String text) {
    try {
      return CelByteString.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      throw new CelException("Invalid byte formatted string \"" + text + "\"");
    }
  }
}
