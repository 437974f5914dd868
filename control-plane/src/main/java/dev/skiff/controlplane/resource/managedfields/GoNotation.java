package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.decode.GoFloats;
import java.util.StringJoiner;

/** Values as Go's formatting verbs show them, since upstream's messages to users contain them. */
public final class GoNotation {
  private GoNotation() {}

  /** The name of the type that Go decodes a value into: {@code %T}. */
  static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "[]interface {}";
      case OBJECT -> "map[string]interface {}";
      case BOOLEAN -> "bool";
      case NUMBER -> isInteger(value) ? "int64" : "float64";
      default -> "string";
    };
  }

  /** A value in upstream's wrapper: {@code %v}. */
  static String plain(JsonNode value) {
    return "&{" + text(value) + "}";
  }

  /** A value in upstream's wrapper: {@code %#v}. */
  static String detailed(JsonNode value) {
    return "&value.valueUnstructured{Value:" + syntax(value) + "}";
  }

  /** A value by itself: {@code %v}. */
  public static String text(JsonNode value) {
    if (value.isArray()) {
      StringJoiner list = new StringJoiner(" ", "[", "]");
      value.forEach(element -> list.add(text(element)));
      return list.toString();
    }
    if (value.isObject()) {
      StringJoiner map = new StringJoiner(" ", "map[", "]");
      value.properties().stream()
          .sorted((left, right) -> left.getKey().compareTo(right.getKey()))
          .forEach(field -> map.add(field.getKey() + ":" + text(field.getValue())));
      return map.toString();
    }
    return value.isNull() ? "<nil>" : scalar(value);
  }

  /** A number, a truth or a text, as {@code %v} shows it. */
  static String scalar(JsonNode value) {
    if (!value.isNumber()) return value.asText();
    return isInteger(value) ? Long.toString(value.longValue()) : GoFloats.text(value.doubleValue());
  }

  /** Whole numbers are integers, however they were written, if they have room in 64 bits. */
  private static boolean isInteger(JsonNode value) {
    return value.canConvertToExactIntegral() && value.canConvertToLong();
  }

  private static String syntax(JsonNode value) {
    if (value.isArray()) {
      StringJoiner list = new StringJoiner(", ", "[]interface {}{", "}");
      value.forEach(element -> list.add(syntax(element)));
      return list.toString();
    }
    if (value.isObject()) {
      StringJoiner map = new StringJoiner(", ", "map[string]interface {}{", "}");
      value.properties().stream()
          .sorted((left, right) -> left.getKey().compareTo(right.getKey()))
          .forEach(field -> map.add("\"" + field.getKey() + "\":" + syntax(field.getValue())));
      return map.toString();
    }
    if (value.isNull()) return "interface {}(nil)";
    return value.isNumber() ? scalar(value) : value.toString();
  }
}
