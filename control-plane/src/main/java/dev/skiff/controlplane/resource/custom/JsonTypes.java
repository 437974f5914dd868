package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;

/** Names of JSON types as JSON Schema has them. */
final class JsonTypes {
  private JsonTypes() {}

  static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.doubleValue() == Math.rint(value.doubleValue()) ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }
}
