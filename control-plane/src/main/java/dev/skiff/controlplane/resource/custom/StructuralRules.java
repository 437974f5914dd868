package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.PatternSyntaxException;
import dev.skiff.controlplane.resource.GoRegexp;
import dev.skiff.controlplane.resource.custom.rule.RuleForms;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final List<String> UNSUPPORTED =
      List.of("$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties");

  /** What the schema of metadata may have beside its type; that goes without saying. */
  private static final Set<String> UNSAID = Set.of("type", "default", "example", "externalDocs");

  private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";

  private static final ArrayNode INT_OR_STRING =
      JsonNodeFactory.instance
          .arrayNode()
          .add(JsonNodeFactory.instance.objectNode().put("type", "integer"))
          .add(JsonNodeFactory.instance.objectNode().put("type", "string"));

  private static final Map<String, String> WHOLE =
      Map.of("apiVersion", "string", "kind", "string", "metadata", "object");

  private static final Set<String> METADATA = Set.of("name", "generateName");

  private final FieldErrors errors;
  private boolean unsupported;

  /**
   * Where a schema stands.
   *
   * @param root whether it is one of whole objects that are not in others
   * @param metadata whether it is about what every object has, or in that
   * @param undefaulted why there must be no default; null if there may be one
   */
  private record Place(boolean root, boolean metadata, String undefaulted) {
    Place property(String name, boolean ofObject) {
      if (!ofObject || !WHOLE.containsKey(name)) return inner();
      return new Place(false, true, root ? "in top-level " + name : undefaulted);
    }

    Place inner() {
      return new Place(false, metadata, undefaulted);
    }

    Place values() {
      String why = "inside additionalProperties applying to object metadata";
      return new Place(false, metadata, metadata ? why : undefaulted);
    }
  }

  StructuralRules(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * Checks a schema of whole objects.
   *
   * @return the fields in which something is wrong with the schema itself; empty if it is not
   *     structural, so that its rules cannot be looked at
   */
  Optional<List<String>> root(String field, JsonNode schema) {
    int before = errors.all().size();
    everywhere(field, schema, new Place(true, false, null));
    List<String> malformed = errors.all().stream().skip(before).map(FieldError::field).toList();
    // Such a schema is not looked at any further, and one that is not structural has no defaults.
    if (unsupported) {
      if (malformed.isEmpty()) {
        errors.invalid(field, "", "OpenAPIV3Schema 'schema' is not supported");
      }
      return Optional.empty();
    }
    int found = errors.all().size();
    structure(field, schema);
    if (errors.all().size() == found) rootDefaults(field, schema);
    return errors.all().size() == found ? Optional.of(malformed) : Optional.empty();
  }

  private void structure(String field, JsonNode schema) {
    String type = schema.path("type").asText("");
    boolean embedded = schema.path(EMBEDDED).asBoolean();
    if (embedded) {
      embedded(field, schema);
    } else if (type.isEmpty() && !isFree(schema)) {
      errors.required(field + ".type", "must not be empty at the root");
    }
    if (!type.isEmpty() && !type.equals("object")) {
      errors.invalid(field + ".type", type, "must be object at the root");
    }
    if (schema.has("additionalProperties")) {
      errors.forbidden(field + ".additionalProperties", "must not be used at the root");
    }
    if (!embedded) wholeObject(field, schema);
    JsonNode metadata = schema.path("properties").path("metadata");
    if (metadata.isObject() && beyondNames(metadata)) {
      errors.forbidden(
          field + ".properties[metadata]",
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
    declared(field, schema);
    branches(schema).forEach((name, part) -> complete(field + name, part, field, schema));
  }

  /** Whether values may have any type. */
  private static boolean isFree(JsonNode schema) {
    return schema.path("x-kubernetes-int-or-string").asBoolean()
        || schema.path(PRESERVES).asBoolean();
  }

  /** What every object has, if a schema speaks of it. */
  private void wholeObject(String field, JsonNode schema) {
    WHOLE.forEach(
        (name, type) -> {
          JsonNode part = schema.path("properties").path(name);
          if (!part.isObject() || part.path("type").asText("").equals(type)) return;
          errors.invalid(
              field + ".properties[" + name + "].type",
              part.path("type").asText(""),
              "must be " + type);
        });
  }

  private static boolean beyondNames(JsonNode metadata) {
    for (var part : metadata.properties()) {
      if (UNSAID.contains(part.getKey())) continue;
      if (!part.getKey().equals("properties")) return true;
      for (var property : part.getValue().properties()) {
        if (!METADATA.contains(property.getKey())) return true;
      }
    }
    return false;
  }

  /** What holds for every schema, whether it declares a value or restricts one. */
  private void everywhere(String field, JsonNode schema, Place place) {
    unsupported(field, schema, place);
    if (schema.path("uniqueItems").asBoolean()) {
      errors.forbidden(
          field + ".uniqueItems",
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    String type = schema.path("type").asText("");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.unsupported(field + ".type", type, TYPES);
    }
    if (type.equals("null")) {
      errors.forbidden(
          field + ".type", "type cannot be set to null, use nullable as an alternative");
    }
    if (place.undefaulted != null && schema.hasNonNull("default")) {
      errors.forbidden(field + ".default", "must not be set " + place.undefaulted);
    }
    boolean embedded = schema.path(EMBEDDED).asBoolean();
    if (place.metadata && embedded) {
      errors.forbidden(field + "." + EMBEDDED, "must not be used inside of resource meta");
    }
    JsonNode keeps = schema.path(PRESERVES);
    if (keeps.isBoolean() && !keeps.booleanValue()) {
      errors.invalid(field + "." + PRESERVES, keeps, "must be true or undefined");
      unsupported = true;
    }
    new ListTypeRules(errors).check(field, schema);
    RuleForms.check(field, schema, errors);
    JsonNode values = schema.path("additionalProperties");
    boolean any = values.isMissingNode() || values.asBoolean();
    if (!any && !schema.path("properties").isEmpty()) {
      errors.forbidden(
          field + ".additionalProperties",
          "additionalProperties and properties are mutual exclusive");
    }
    for (var property : schema.path("properties").properties()) {
      String at = field + ".properties[" + property.getKey() + "]";
      Place of = place.property(property.getKey(), place.root || embedded);
      everywhere(at, property.getValue(), of);
    }
    if (values.isObject()) everywhere(field + ".additionalProperties", values, place.values());
    JsonNode items = schema.path("items");
    if (items.isObject()) everywhere(field + ".items", items, place.inner());
    for (int i = 0; items.isArray() && i < items.size(); i++) {
      everywhere(field + ".items[" + i + "]", items.get(i), place.inner());
    }
    branches(schema).forEach((name, part) -> everywhere(field + name, part, place.inner()));
  }

  /** What JSON Schema has, and definitions have not. */
  private void unsupported(String field, JsonNode schema, Place place) {
    unsupported |= !schema.path("$schema").asText("").isEmpty();
    for (String name : UNSUPPORTED) {
      JsonNode value = schema.path(name);
      boolean empty = value.isObject() && value.isEmpty();
      boolean there = name.equals("additionalItems") ? schema.hasNonNull(name) : says(value);
      if (!there || empty) continue;
      errors.forbidden(field + "." + name, name + " is not supported");
      unsupported = true;
    }
    for (String name : List.of("definitions", "dependencies")) {
      for (var part : schema.path(name).properties()) {
        if (!part.getValue().isObject()) continue;
        everywhere(field + "." + name + "[" + part.getKey() + "]", part.getValue(), place.inner());
      }
    }
    if (schema.path("items").isArray() && !schema.path("items").isEmpty()) {
      errors.forbidden(field + ".items", "items must be a schema object and not an array");
      unsupported = true;
    }
  }

  /** What holds for what says which values there are. */
  private void declared(String field, JsonNode schema) {
    pattern(field, schema.path("pattern"));
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      for (String name : List.of(PRESERVES, EMBEDDED)) {
        if (!schema.path(name).asBoolean()) continue;
        errors.invalid(
            field + "." + name,
            schema.path(name),
            "must be false if x-kubernetes-int-or-string is true");
      }
    }
    if (schema.path("type").asText("").equals("array") && !schema.path("items").isObject()) {
      errors.required(field + ".items", "must be specified");
    }
    parts(schema).forEach((name, part) -> inner(field + name, part));
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) inner(field + ".additionalProperties", values);
    branchesOfDeclared(schema).forEach((name, part) -> restricting(field + name, part));
  }

  /** A default of the root is a whole object. */
  private void rootDefaults(String field, JsonNode schema) {
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    new DefaultValueRules(errors).check(field, whole.put(EMBEDDED, true));
    innerDefaults(field, schema, true);
  }

  private void defaults(String field, JsonNode schema) {
    new DefaultValueRules(errors).check(field, schema);
    innerDefaults(field, schema, schema.path(EMBEDDED).asBoolean());
  }

  /** Values of maps have none, so those inside of them are never set. */
  private void innerDefaults(String field, JsonNode schema, boolean whole) {
    for (var property : schema.path("properties").properties()) {
      String at = field + ".properties[" + property.getKey() + "]";
      if (whole) new DefaultValueRules(errors).ofKind(at, property.getKey(), property.getValue());
      defaults(at, property.getValue());
    }
    JsonNode items = schema.path("items");
    if (items.isObject()) defaults(field + ".items", items);
  }

  private void inner(String field, JsonNode schema) {
    if (schema.path(EMBEDDED).asBoolean()) {
      embedded(field, schema);
    } else if (schema.path("type").asText("").isEmpty() && !isFree(schema)) {
      String what = field.endsWith(".items") ? "array items" : "object fields";
      errors.required(field + ".type", "must not be empty for specified " + what);
    }
    declared(field, schema);
  }

  /** A schema of whole objects inside of others. */
  private void embedded(String field, JsonNode schema) {
    String type = schema.path("type").asText("");
    String problem = "must be object if x-kubernetes-embedded-resource is true";
    if (type.isEmpty()) errors.required(field + ".type", problem);
    else if (!type.equals("object")) errors.invalid(field + ".type", type, problem);
    wholeObject(field, schema);
    if (schema.has("additionalProperties")) {
      errors.forbidden(
          field + ".additionalProperties",
          "must not be used if x-kubernetes-embedded-resource is set");
    }
    boolean free = schema.path(PRESERVES).asBoolean();
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
          "must be a valid regular expression, but isn't: error parsing regexp: %s: `%s`"
              .formatted(wrong.getDescription(), wrong.getPattern()));
    }
  }

  /** What only restricts values must not say which there are. */
  private void restricting(String field, JsonNode part) {
    NOT_IN_BRANCHES.forEach(
        (name, wanted) -> {
          if (!says(part.path(name))) return;
          errors.forbidden(field + "." + name, "must be " + wanted + " to be structural");
        });
    pattern(field, part.path("pattern"));
    if (part.path("properties").has("metadata")) {
      errors.forbidden(
          field + ".properties[metadata]", "must not be specified in a nested context");
    }
    parts(part).forEach((name, inner) -> restricting(field + name, inner));
    branches(part).forEach((name, inner) -> restricting(field + name, inner));
  }

  private static boolean says(JsonNode value) {
    if (value.isBoolean()) return value.booleanValue();
    return !value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty());
  }

  /** What the branches of the root speak of is declared; those further inside are not looked at. */
  private void complete(String field, JsonNode part, String at, JsonNode declared) {
    if (declared.isMissingNode()) {
      errors.required(at, "because it is defined in " + field);
      return;
    }
    branches(part).forEach((name, inner) -> complete(field + name, inner, at, declared));
    Map<String, JsonNode> there = parts(declared);
    parts(part)
        .forEach(
            (name, inner) ->
                complete(
                    field + name,
                    inner,
                    at + name,
                    there.getOrDefault(name, MissingNode.getInstance())));
  }

  /** The schemas of fields and items, by where they are. */
  private static Map<String, JsonNode> parts(JsonNode schema) {
    Map<String, JsonNode> parts = new LinkedHashMap<>();
    for (var property : schema.path("properties").properties()) {
      parts.put(".properties[" + property.getKey() + "]", property.getValue());
    }
    if (schema.path("items").isObject()) parts.put(".items", schema.path("items"));
    return parts;
  }

  /** The schemas that restrict the same value, by where they are. */
  private static Map<String, JsonNode> branches(JsonNode schema) {
    Map<String, JsonNode> branches = new LinkedHashMap<>();
    for (String kind : BRANCHES) {
      JsonNode list = schema.path(kind);
      for (int i = 0; i < list.size(); i++) branches.put("." + kind + "[" + i + "]", list.get(i));
    }
    if (schema.path("not").isObject()) branches.put(".not", schema.path("not"));
    return branches;
  }

  /** As {@link #branches}, without those that say the types of an integer or text as is usual. */
  private static Map<String, JsonNode> branchesOfDeclared(JsonNode schema) {
    Map<String, JsonNode> branches = branches(schema);
    if (INT_OR_STRING.equals(schema.path("anyOf"))) {
      branches.keySet().removeAll(Set.of(".anyOf[0]", ".anyOf[1]"));
    }
    if (schema.at("/allOf/0") instanceof ObjectNode first
        && INT_OR_STRING.equals(first.path("anyOf"))) {
      branches.put(".allOf[0]", first.deepCopy().without("anyOf"));
    }
    return branches;
  }
}
