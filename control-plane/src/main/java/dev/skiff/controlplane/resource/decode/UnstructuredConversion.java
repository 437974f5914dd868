package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.Map;

/**
 * Makes a tree that was never text into what its kind can hold. Upstream does so with the outcome
 * of a strategic merge patch: unlike in a body, a number without a fraction is whole however it was
 * written, and what is of another type is told in other words. Null, and values that have a form of
 * their own, such as times, are left for the decoder to judge.
 */
public final class UnstructuredConversion {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private String problem;

  private UnstructuredConversion() {}

  /**
   * Converts the object in place.
   *
   * @return the first value of a wrong type, in upstream's words; null if there is none
   */
  public static String convert(ObjectNode object, Schema schema) {
    UnstructuredConversion conversion = new UnstructuredConversion();
    conversion.fields(object, schema);
    return conversion.problem;
  }

  private void fields(ObjectNode object, Schema schema) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Schema known = schema.property(field.getKey());
      if (known != null) field.setValue(value(field.getValue(), known));
    }
  }

  private JsonNode value(JsonNode value, Schema schema) {
    if (value.isNull() || schema.preserveUnknownFields()) return value;
    if (schema.items() != null) return list(value, schema);
    if (!schema.properties().isEmpty()) return object(value, schema, "struct from: ");
    if (schema.additionalProperties() != null) return object(value, schema, "map from ");
    return scalar(value, schema);
  }

  private JsonNode list(JsonNode value, Schema schema) {
    if (!(value instanceof ArrayNode list)) return wrong(value, "cannot restore slice from ");
    for (int i = 0; i < list.size(); i++) list.set(i, value(list.get(i), schema.items()));
    return list;
  }

  private JsonNode object(JsonNode value, Schema schema, String what) {
    if (!(value instanceof ObjectNode object)) return wrong(value, "cannot restore " + what);
    fields(object, schema);
    return object;
  }

  private JsonNode scalar(JsonNode value, Schema schema) {
    boolean whole = value.canConvertToExactIntegral() && value.canConvertToLong();
    boolean withFraction = whole && value.isFloatingPointNumber();
    JsonNode number = withFraction ? NODES.numberNode(value.longValue()) : value;
    return switch (schema.type()) {
      case "integer" -> whole ? number : mismatch(value, value.isNumber(), schema);
      case "boolean" -> value.isBoolean() ? value : mismatch(value, false, schema);
      case "string" ->
          value.isTextual() || !schema.format().isEmpty()
              ? value
              // Go can make a text of a character's number, which JSON never means.
              : mismatch(value, value.isIntegralNumber(), schema);
      default -> schema.format().equals("int-or-string") ? intOrString(number) : value;
    };
  }

  /** It reads itself from JSON, and says what JSON it cannot be. */
  private JsonNode intOrString(JsonNode value) {
    if (value.isTextual() || value.isIntegralNumber()) return value;
    String what =
        switch (value.getNodeType()) {
          case ARRAY -> "array";
          case OBJECT -> "object";
          case BOOLEAN -> "bool";
          default -> "number " + value.asText();
        };
    String words = "json: cannot unmarshal " + what + " into Go value of type int32";
    if (problem == null) problem = words;
    return value;
  }

  private JsonNode mismatch(JsonNode value, boolean convertible, Schema schema) {
    String type = GoTypes.of(schema);
    String words =
        convertible
            ? "cannot convert %s to %s".formatted(goKind(value), type)
            : "unrecognized type: " + type;
    if (problem == null) problem = words;
    return value;
  }

  private JsonNode wrong(JsonNode value, String words) {
    if (problem == null) problem = words + goKind(value);
    return value;
  }

  private static String goKind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "slice";
      case OBJECT -> "map";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      default -> "string";
    };
  }
}
