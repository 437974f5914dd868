package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** A default value in a schema is one that the schema allows. */
final class DefaultValueRules {
  private final FieldErrors errors;

  DefaultValueRules(FieldErrors errors) {
    this.errors = errors;
  }

  /** Checks the default of a schema itself, not those of its fields. */
  void check(String field, JsonNode schema) {
    JsonNode value = schema.path("default");
    if (value.isMissingNode()) return;
    Schema of = DefinitionRules.READER.read(schema);
    if (unknown(of, value)) {
      errors.invalid(field + ".default", value, "must not have unknown fields");
      return;
    }
    FieldErrors found = new FieldErrors();
    new SchemaValidator(found).value(of, value);
    for (FieldError error : found.all()) {
      errors.add(
          new FieldError(
              error.type(), field + ".default" + error.field(), error.value(), error.detail()));
    }
  }

  private static boolean unknown(Schema schema, JsonNode value) {
    if (schema.preserveUnknownFields()) return false;
    if (value.isArray() && schema.items() != null) {
      for (JsonNode element : value) {
        if (unknown(schema.items(), element)) return true;
      }
    }
    if (!value.isObject() || !schema.type().equals("object")) return false;
    for (var field : value.properties()) {
      Schema of = schema.property(field.getKey());
      if (of == null || unknown(of, field.getValue())) return true;
    }
    return false;
  }
}
