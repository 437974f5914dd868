package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;

/** Names of JSON types as JSON Schema has them. */
final class JsonTypes {
  /** Up to here a floating-point number is told from its neighbours. */
  private static final double LARGEST_WHOLE = (1L << 53) - 1;

  private JsonTypes() {}

  /** A number with a fraction is no integer, even if that is 0. */
  static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }

  /** Whether a number is one that an integer could be. */
  static boolean isWhole(JsonNode value) {
    double number = value.doubleValue();
    return value.isNumber() && number == Math.rint(number) && Math.abs(number) <= LARGEST_WHOLE;
  }
}
