package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.format.StringFormats;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.Set;

/** Checks values against structural schemas, with upstream's messages. */
final class SchemaValidator {
  private static final Set<String> ROOT = Set.of("apiVersion", "kind", "metadata");

  /** Types of values that formats do not exclude. */
  private static final Set<String> ANY_FORMAT = Set.of("string", "array", "null");

  private final FieldErrors errors;

  SchemaValidator(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * Checks a whole object; its metadata has rules of its own. A value that is as it was is
   * tolerated, whatever is wrong with it.
   *
   * @param old the state before; null on create
   */
  void object(Schema schema, ObjectNode object, ObjectNode old) {
    new ValueLimits(errors).check("", schema, object, this::matches);
    required("", schema, object);
    for (var field : object.properties()) {
      Schema of = schema.property(field.getKey());
      if (of == null || ROOT.contains(field.getKey())) continue;
      JsonNode before = old == null ? null : old.get(field.getKey());
      value(field.getKey(), of, field.getValue(), before);
    }
  }

  /** Checks a value that stands for itself. */
  void value(Schema schema, JsonNode value) {
    value("", schema, value, null);
  }

  private void value(String path, Schema schema, JsonNode value, JsonNode old) {
    if (value.equals(old)) return;
    if (value.isNull() && schema.nullable()) return;
    if (!typed(path, schema, value)) {
      new ValueLimits(errors).enumeration(path, schema, value);
      return;
    }
    new ValueLimits(errors).check(path, schema, value, this::matches);
    if (value.isObject()) fields(path, schema, value, old);
    if (value.isArray() && schema.items() != null) elements(path, schema, value, old);
  }

  private boolean matches(Schema schema, JsonNode value) {
    FieldErrors found = new FieldErrors();
    new SchemaValidator(found).value("", schema, value, null);
    return found.isEmpty();
  }

  private boolean typed(String path, Schema schema, JsonNode value) {
    String actual = JsonTypes.of(value);
    boolean format = StringFormats.of(schema.format()) != null;
    boolean right =
        switch (schema.type()) {
          case "" -> untyped(schema, format, actual);
          case "number" -> actual.equals("number") || actual.equals("integer");
          default -> schema.type().equals(actual);
        };
    if (right) return true;
    if (format && !ANY_FORMAT.contains(actual)) {
      wrongType(path, schema.format(), numberFormat(value));
    } else {
      wrongType(path, schema.type().isEmpty() ? "integer,string" : schema.type(), actual);
    }
    return false;
  }

  private static boolean untyped(Schema schema, boolean format, String actual) {
    if (format) return ANY_FORMAT.contains(actual);
    return !schema.format().equals("int-or-string")
        || actual.equals("integer")
        || actual.equals("string");
  }

  /** Where a format is wanted, numbers are told by theirs; other values have none. */
  private static String numberFormat(JsonNode value) {
    if (!value.isNumber()) return "";
    return value.isIntegralNumber() ? "int64" : "float64";
  }

  private void wrongType(String path, String wanted, String actual) {
    errors.add(
        new FieldError(
            FieldError.Type.TYPE_INVALID,
            path,
            JsonNodeFactory.instance.textNode(actual),
            path + " in body must be of type " + wanted + ": \"" + actual + "\""));
  }

  private void fields(String path, Schema schema, JsonNode value, JsonNode old) {
    required(path, schema, value);
    for (var field : value.properties()) {
      Schema of = schema.property(field.getKey());
      boolean metadata = schema.embeddedResource() && field.getKey().equals("metadata");
      if (of == null || metadata) continue;
      JsonNode before = old == null ? null : old.get(field.getKey());
      value(path + "." + field.getKey(), of, field.getValue(), before);
    }
  }

  private void required(String path, Schema schema, JsonNode value) {
    for (String name : schema.required()) {
      if (!value.has(name)) errors.required(path.isEmpty() ? name : path + "." + name);
    }
  }

  private void elements(String path, Schema schema, JsonNode value, JsonNode old) {
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      String field = path + "[" + i + "]";
      value(field, schema.items(), element, before(schema, element, old));
      boolean again =
          switch (schema.listType()) {
            case "set" -> !seen.add(element);
            case "map" -> !seen.add(key(schema, element));
            default -> false;
          };
      if (again) {
        JsonNode shown = schema.listType().equals("map") ? key(schema, element) : element;
        errors.add(new FieldError(FieldError.Type.DUPLICATE, field, shown, ""));
      }
    }
  }

  /** The element of the same keys; elements of other lists have no history. */
  private static JsonNode before(Schema schema, JsonNode element, JsonNode old) {
    if (old == null || !schema.listType().equals("map")) return null;
    for (JsonNode candidate : old) {
      if (key(schema, candidate).equals(key(schema, element))) return candidate;
    }
    return null;
  }

  private static ObjectNode key(Schema schema, JsonNode element) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    for (String name : schema.listMapKeys()) {
      if (element.has(name)) key.set(name, element.get(name));
    }
    return key;
  }
}
