package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;

/** Names of JSON types as JSON Schema has them. */
final class JsonTypes {
  /** Up to here a floating-point number is told from its neighbours. */
  private static final double LARGEST_WHOLE = (1L << 53) - 1;

  private static final double NEXT_TO_NOTHING = 1e-9;

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

  /** Whether a number is one that an integer could be, or one that differs by next to nothing. */
  static boolean isWhole(JsonNode value) {
    double number = value.doubleValue();
    if (!value.isNumber() || Math.abs(number) > LARGEST_WHOLE) return false;
    if (number == Math.rint(number)) return true;
    // Upstream compares with what is left of an unsigned integer.
    double below = Math.floor(number);
    return number > 1 && (number - below) / (number + below) < NEXT_TO_NOTHING;
  }
}
