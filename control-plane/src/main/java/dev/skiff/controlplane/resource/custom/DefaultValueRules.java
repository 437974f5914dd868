package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.Set;

/** A default value in a schema is one that the schema allows. */
final class DefaultValueRules {
  private static final Set<String> WHOLE = Set.of("apiVersion", "kind", "metadata");

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
    }
    FieldErrors found = new FieldErrors();
    EmbeddedObjects.check(of, value, found);
    if (found.isEmpty()) SchemaValidator.ofDefault(found).value(of, value);
    for (FieldError error : found.all()) {
      String at = error.field().isEmpty() ? "" : "." + error.field();
      errors.add(
          new FieldError(error.type(), field + ".default" + at, error.value(), error.detail()));
    }
  }

  /** Checks what a schema of whole objects says of their version and kind. */
  void ofKind(String field, String name, JsonNode schema) {
    JsonNode value = schema.path("default");
    if (!value.isTextual()) return;
    for (String wrong : EmbeddedObjects.ofKind(name, value.textValue())) {
      FieldError inside = new FieldError(FieldError.Type.INVALID, name, value, wrong);
      errors.invalid(field + ".default", value, "must result in valid metadata: " + inside);
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
      boolean whole = schema.embeddedResource() && WHOLE.contains(field.getKey());
      if (of == null && !whole || of != null && unknown(of, field.getValue())) return true;
    }
    return false;
  }
}
