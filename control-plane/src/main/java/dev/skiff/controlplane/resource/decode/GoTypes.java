package dev.skiff.controlplane.resource.decode;

import dev.skiff.controlplane.resource.Schema;

/** Names of Go types, since upstream's messages to users contain them. */
final class GoTypes {
  private GoTypes() {}

  static String of(Schema schema) {
    if (schema.name() != null) {
      String version = schema.name().substring(0, schema.name().lastIndexOf('.'));
      return version.substring(version.lastIndexOf('.') + 1) + "." + simpleName(schema);
    }
    if (schema.items() != null) return "[]" + of(schema.items());
    if (schema.additionalProperties() != null) {
      return "map[string]" + of(schema.additionalProperties());
    }
    return switch (schema.type()) {
      case "boolean" -> "bool";
      case "integer" -> schema.format().equals("int64") ? "int64" : "int32";
      case "number" -> "float64";
      case "object" -> "map[string]interface {}";
      case "string" -> schema.format().equals("byte") ? "[]uint8" : "string";
      default -> schema.format().equals("int-or-string") ? "int32" : "string";
    };
  }

  static boolean isNumber(Schema schema) {
    return schema.type().equals("integer")
        || schema.type().equals("number")
        || schema.format().equals("int-or-string");
  }

  static String simpleName(Schema schema) {
    return schema.name() == null
        ? "object"
        : schema.name().substring(schema.name().lastIndexOf('.') + 1);
  }
}
