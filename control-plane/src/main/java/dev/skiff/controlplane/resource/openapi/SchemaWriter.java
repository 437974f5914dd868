package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Documentation;
import dev.skiff.controlplane.resource.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes built-in types as OpenAPI, version 3 or 2, and remembers what they refer to. */
final class SchemaWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String MACHINERY = "io.k8s.apimachinery.pkg.";

  /** Definitions of scalars, by their format. */
  private static final Map<String, String> SCALARS =
      Map.of(
          "date-time", MACHINERY + "apis.meta.v1.Time",
          "int-or-string", MACHINERY + "util.intstr.IntOrString",
          "quantity", MACHINERY + "api.resource.Quantity");

  private static final String ANYTHING = MACHINERY + "runtime.RawExtension";

  private final boolean v3;
  private final Set<String> referred = new HashSet<>();

  SchemaWriter(boolean v3) {
    this.v3 = v3;
  }

  boolean v3() {
    return v3;
  }

  /** Names of definitions that what was written refers to. */
  Set<String> referred() {
    return referred;
  }

  ObjectNode reference(String name) {
    referred.add(name);
    return JSON.objectNode().put("$ref", (v3 ? V3Document.PREFIX : V2Document.PREFIX) + name);
  }

  /** A definition with all that it says. */
  ObjectNode definition(Schema schema) {
    ObjectNode node = JSON.objectNode();
    if (!schema.description().isEmpty()) node.put("description", schema.description());
    node.put("type", "object");
    JsonNode said = Documentation.of(schema.name(), "");
    if (said.has("required")) {
      node.set("required", said.get("required"));
    } else if (!schema.required().isEmpty()) {
      node.set("required", texts(schema.required()));
    }
    if (!schema.properties().isEmpty()) {
      ObjectNode properties = node.putObject("properties");
      schema
          .properties()
          .forEach((name, field) -> properties.set(name, field(schema.name(), name, field)));
    }
    put(node, "x-kubernetes-map-type", schema.ownMapType());
    for (Map.Entry<String, JsonNode> keyword : said.properties()) {
      if (keyword.getKey().startsWith("x-")) node.set(keyword.getKey(), keyword.getValue());
    }
    return node;
  }

  /**
   * A definition that no type stands for: Swagger knows no alternatives, and takes text for them.
   */
  ObjectNode scalar(JsonNode said) {
    ObjectNode node = said.deepCopy();
    if (!v3 && node.remove("oneOf") != null) node.put("type", "string");
    return node;
  }

  /** A field: a reference if it has a definition of its own, with what is said about it here. */
  ObjectNode field(String definition, String name, Schema schema) {
    JsonNode said = Documentation.of(definition, name);
    ObjectNode node = JSON.objectNode();
    String description = said.path("description").asText("");
    JsonNode values = said.path("enum");
    String reference = definitionOf(schema, said);
    if (reference == null && schema.items() != null) {
      node.put("type", "array").set("items", element(schema.items(), said));
    } else if (reference == null && schema.additionalProperties() != null) {
      node.put("type", "object");
      node.set("additionalProperties", element(schema.additionalProperties(), said));
    } else if (reference == null) {
      scalar(schema, node);
      description += values(values, node);
    }
    if (!description.isEmpty()) node.put("description", description);
    if (v3 && said.has("default")) node.set("default", said.get("default"));
    merging(schema, node);
    return reference == null ? node : referring(reference, node);
  }

  /** The field apiVersion or kind of any type. */
  ObjectNode typeField(String name) {
    return JSON.objectNode()
        .put("description", Documentation.of(Operation.STATUS, name).path("description").asText())
        .put("type", "string");
  }

  /** What a list or a map holds. In Go that is never absent, so it has a default. */
  private ObjectNode element(Schema schema, JsonNode said) {
    ObjectNode node = JSON.objectNode();
    String reference = definitionOf(schema, said);
    if (reference != null) {
      if (v3 && schema.definition() != null) node.putObject("default");
      return referring(reference, node);
    }
    if (schema.items() != null) {
      return node.put("type", "array").set("items", element(schema.items(), said));
    }
    scalar(schema, node);
    values(said.path("enum"), node);
    if (v3 && schema.type().equals("string") && schema.format().isEmpty()) node.put("default", "");
    if (v3 && schema.type().equals("integer")) node.put("default", 0);
    return node;
  }

  /** In version 3 a reference has nothing beside it. */
  ObjectNode referring(String definition, ObjectNode node) {
    ObjectNode reference = reference(definition);
    if (v3 && !node.isEmpty()) {
      node.putArray("allOf").add(reference);
    } else {
      node.setAll(reference);
    }
    return node;
  }

  private static String definitionOf(Schema schema, JsonNode said) {
    if (schema.definition() != null) return schema.name();
    if (schema.items() != null || schema.additionalProperties() != null) return null;
    if (said.has("ref")) return said.get("ref").textValue();
    return schema.preserveUnknownFields() ? ANYTHING : SCALARS.get(schema.format());
  }

  private static void scalar(Schema schema, ObjectNode node) {
    put(node, "type", schema.type());
    put(node, "format", schema.format());
  }

  /** The values that are allowed; the text that lists them. */
  private static String values(JsonNode values, ObjectNode node) {
    if (values.isMissingNode()) return "";
    ArrayNode list = node.putArray("enum");
    StringBuilder text = new StringBuilder("\n\nPossible enum values:");
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      list.add(value.getKey());
      text.append("\n - `\"").append(value.getKey()).append("\"`");
      String said = value.getValue().textValue();
      if (!said.isEmpty()) text.append(' ').append(said);
    }
    return text.toString();
  }

  private static void merging(Schema schema, ObjectNode node) {
    if (!schema.listMapKeys().isEmpty()) {
      node.set("x-kubernetes-list-map-keys", texts(schema.listMapKeys()));
    }
    put(node, "x-kubernetes-list-type", schema.listType());
    put(node, "x-kubernetes-map-type", schema.ownMapType());
    put(node, "x-kubernetes-patch-merge-key", schema.patchMergeKey());
    put(node, "x-kubernetes-patch-strategy", schema.patchStrategy());
  }

  private static void put(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) node.put(name, value);
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
