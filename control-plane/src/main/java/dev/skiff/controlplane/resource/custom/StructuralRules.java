package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.PatternSyntaxException;
import dev.skiff.controlplane.resource.GoRegexp;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes a schema of a CustomResourceDefinition structural, as its documentation prescribes: a
 * type for every field, written outside of what only restricts values.
 */
final class StructuralRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");

  /** What a branch must not say, and what must be there instead. */
  private static final Map<String, String> NOT_IN_BRANCHES =
      Map.ofEntries(
          Map.entry("type", "empty"),
          Map.entry("default", "undefined"),
          Map.entry("nullable", "false"),
          Map.entry("title", "empty"),
          Map.entry("description", "empty"),
          Map.entry("additionalProperties", "undefined"),
          Map.entry("x-kubernetes-embedded-resource", "false"),
          Map.entry("x-kubernetes-int-or-string", "false"),
          Map.entry("x-kubernetes-list-map-keys", "empty"),
          Map.entry("x-kubernetes-list-type", "undefined"),
          Map.entry("x-kubernetes-map-type", "undefined"),
          Map.entry("x-kubernetes-preserve-unknown-fields", "false"),
          Map.entry("x-kubernetes-validations", "empty"));

  private static final Set<String> METADATA = Set.of("name", "generateName");

  private final FieldErrors errors;

  StructuralRules(FieldErrors errors) {
    this.errors = errors;
  }

  /** Checks a schema of whole objects. */
  void root(String field, JsonNode schema) {
    String type = schema.path("type").asText("");
    if (type.isEmpty()) {
      errors.required(field + ".type", "must not be empty at the root");
    } else if (!type.equals("object")) {
      errors.invalid(field + ".type", type, "must be object at the root");
    }
    JsonNode metadata = schema.path("properties").path("metadata");
    if (metadata.isObject() && beyondNames(metadata)) {
      errors.forbidden(
          field + ".properties[metadata]",
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
    schema(field, schema);
    branches(field, schema, schema);
  }

  private static boolean beyondNames(JsonNode metadata) {
    for (var part : metadata.properties()) {
      if (part.getKey().equals("type")) continue;
      if (!part.getKey().equals("properties")) return true;
      for (var property : part.getValue().properties()) {
        if (!METADATA.contains(property.getKey())) return true;
      }
    }
    return false;
  }

  private void schema(String field, JsonNode schema) {
    if (schema.has("$ref")) errors.forbidden(field + ".$ref", "$ref is not supported");
    if (!schema.path("patternProperties").isEmpty()) {
      errors.forbidden(field + ".patternProperties", "patternProperties is not supported");
    }
    if (schema.path("uniqueItems").asBoolean()) {
      errors.forbidden(
          field + ".uniqueItems",
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    String type = schema.path("type").asText("");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.unsupported(field + ".type", type, TYPES);
    }
    pattern(field, schema.path("pattern"));
    lists(field, schema, type);
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject() || values.asBoolean()) {
      if (!schema.path("properties").isEmpty()) {
        errors.forbidden(
            field + ".additionalProperties",
            "additionalProperties and properties are mutual exclusive");
      }
    }
    for (var property : schema.path("properties").properties()) {
      inner(field + ".properties[" + property.getKey() + "]", property.getValue(), "object fields");
    }
    if (values.isObject()) inner(field + ".additionalProperties", values, "object fields");
    if (schema.path("items").isObject())
      inner(field + ".items", schema.path("items"), "array items");
    new DefaultValueRules(errors).check(field, schema);
  }

  private void inner(String field, JsonNode schema, String what) {
    boolean free =
        schema.path("x-kubernetes-int-or-string").asBoolean()
            || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (schema.path("x-kubernetes-embedded-resource").asBoolean()) {
      embedded(field, schema);
    } else if (schema.path("type").asText("").isEmpty() && !free && !schema.has("$ref")) {
      errors.required(field + ".type", "must not be empty for specified " + what);
    }
    schema(field, schema);
  }

  /** A schema of whole objects inside of others. */
  private void embedded(String field, JsonNode schema) {
    String type = schema.path("type").asText("");
    String problem = "must be object if x-kubernetes-embedded-resource is true";
    if (type.isEmpty()) errors.required(field + ".type", problem);
    else if (!type.equals("object")) errors.invalid(field + ".type", type, problem);
    if (schema.has("additionalProperties")) {
      errors.forbidden(
          field + ".additionalProperties",
          "must not be used if x-kubernetes-embedded-resource is set");
    }
    boolean free = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (!free && schema.path("properties").isEmpty()) {
      errors.required(
          field + ".properties",
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private void pattern(String field, JsonNode pattern) {
    if (!pattern.isTextual()) return;
    try {
      GoRegexp.compile(pattern.textValue());
    } catch (PatternSyntaxException wrong) {
      errors.invalid(
          field + ".pattern",
          pattern,
          "must be a valid regular expression, but isn't: " + wrong.getMessage());
    }
  }

  private void lists(String field, JsonNode schema, String type) {
    if (type.equals("array") && !schema.path("items").isObject()) {
      errors.required(field + ".items", "must be specified");
    }
    new ListTypeRules(errors).check(field, schema);
  }

  /** What restricts values must not declare fields, nor say what they are. */
  private void branches(String field, JsonNode schema, JsonNode declared) {
    for (String kind : BRANCHES) {
      JsonNode list = schema.path(kind);
      for (int i = 0; i < list.size(); i++) {
        restriction(field + "." + kind + "[" + i + "]", list.get(i), field, declared);
      }
    }
    if (schema.path("not").isObject()) {
      restriction(field + ".not", schema.path("not"), field, declared);
    }
    if (schema != declared) return;
    for (var property : schema.path("properties").properties()) {
      String at = field + ".properties[" + property.getKey() + "]";
      branches(at, property.getValue(), property.getValue());
    }
    JsonNode items = schema.path("items");
    if (items.isObject()) branches(field + ".items", items, items);
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) branches(field + ".additionalProperties", values, values);
  }

  private void restriction(String field, JsonNode part, String at, JsonNode declared) {
    boolean free = declared.path("x-kubernetes-int-or-string").asBoolean();
    NOT_IN_BRANCHES.forEach(
        (name, wanted) -> {
          if (!says(part.path(name)) || free && name.equals("type")) return;
          errors.forbidden(field + "." + name, "must be " + wanted + " to be structural");
        });
    pattern(field, part.path("pattern"));
    new ListTypeRules(errors).check(field, part);
    if (part.path("properties").has("metadata")) {
      errors.forbidden(
          field + ".properties[metadata]", "must not be specified in a nested context");
    }
    for (var property : part.path("properties").properties()) {
      String name = "properties[" + property.getKey() + "]";
      JsonNode there = declared.path("properties").path(property.getKey());
      nested(field + "." + name, property.getValue(), at + "." + name, there);
    }
    if (part.path("items").isObject()) {
      nested(field + ".items", part.path("items"), at + ".items", declared.path("items"));
    }
    for (String kind : BRANCHES) {
      JsonNode list = part.path(kind);
      for (int i = 0; i < list.size(); i++) {
        restriction(field + "." + kind + "[" + i + "]", list.get(i), at, declared);
      }
    }
    // What is in there need not be declared.
    if (part.path("not").isObject()) pattern(field + ".not", part.path("not").path("pattern"));
  }

  private static boolean says(JsonNode value) {
    if (value.isBoolean()) return value.booleanValue();
    return !value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty());
  }

  private void nested(String field, JsonNode part, String at, JsonNode declared) {
    if (declared.isMissingNode()) {
      errors.required(at, "because it is defined in " + field);
    }
    restriction(field, part, at, declared);
  }
}
