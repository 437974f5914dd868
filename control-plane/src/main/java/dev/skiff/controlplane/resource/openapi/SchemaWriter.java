package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Default;
import dev.skiff.controlplane.resource.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes schemas as OpenAPI, version 3 or 2, and remembers which definitions they refer to. */
final class SchemaWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String prefix;
  private final boolean v3;
  private final Map<String, Schema> referred = new LinkedHashMap<>();

  /**
   * @param prefix of references, for example {@code #/components/schemas/}
   */
  SchemaWriter(String prefix, boolean v3) {
    this.prefix = prefix;
    this.v3 = v3;
  }

  /** Definitions that what was written refers to. */
  Map<String, Schema> referred() {
    return referred;
  }

  ObjectNode reference(Schema schema) {
    referred.put(schema.name(), schema);
    return reference(schema.name());
  }

  /** A reference to a definition that is written anyway. */
  ObjectNode reference(String name) {
    return JSON.objectNode().put("$ref", prefix + name);
  }

  /** A field or an element: a reference if it has a definition of its own. */
  ObjectNode field(Schema schema) {
    ObjectNode node = JSON.objectNode();
    if (!schema.description().isEmpty()) node.put("description", schema.description());
    if (schema.definition() != null) {
      ObjectNode reference = reference(schema.definition());
      if (v3) {
        node.putArray("allOf").add(reference);
      } else {
        node.setAll(reference);
      }
    } else {
      shape(schema, node);
    }
    merging(schema, node);
    return node;
  }

  /** A definition with all that it says. */
  ObjectNode definition(Schema schema) {
    ObjectNode node = JSON.objectNode();
    if (!schema.description().isEmpty()) node.put("description", schema.description());
    shape(schema, node);
    put(node, "x-kubernetes-map-type", schema.ownMapType());
    return node;
  }

  /**
   * The definition of a custom resource. For version 2 one that may have unknown fields names none:
   * kubectl takes fields that a definition with properties does not name for wrong.
   */
  ObjectNode customResource(Schema schema) {
    return schema.preserveUnknownFields() && !v3 ? type("object") : definition(schema);
  }

  private void shape(Schema schema, ObjectNode node) {
    switch (schema.format()) {
      case "int-or-string" -> intOrString(node);
      case "quantity" -> quantity(node);
      default -> {
        if (!schema.type().isEmpty()) node.put("type", schema.type());
        if (!schema.format().isEmpty()) node.put("format", schema.format());
      }
    }
    if (schema.items() != null) node.set("items", field(schema.items()));
    if (schema.additionalProperties() != null) {
      node.set("additionalProperties", field(schema.additionalProperties()));
    }
    if (!schema.required().isEmpty()) node.set("required", texts(schema.required()));
    if (!schema.properties().isEmpty()) {
      ObjectNode properties = node.putObject("properties");
      schema.properties().forEach((name, property) -> properties.set(name, field(property)));
      if (schema.constraints() != null || schema.name() == null) defaults(schema, properties);
    }
    if (schema.preserveUnknownFields() && !schema.type().isEmpty()) {
      node.put("x-kubernetes-preserve-unknown-fields", true);
    }
    if (schema.preserveUnknownFields() && schema.type().isEmpty() && v3) node.put("type", "object");
    if (schema.embeddedResource()) node.put("x-kubernetes-embedded-resource", true);
    if (schema.nullable() && v3) node.put("nullable", true);
    if (schema.constraints() != null) constraints(schema.constraints(), node);
  }

  private void intOrString(ObjectNode node) {
    node.put("format", "int-or-string");
    if (v3) {
      node.putArray("oneOf").add(type("integer")).add(type("string"));
    } else {
      node.put("type", "string");
    }
  }

  private void quantity(ObjectNode node) {
    if (v3) {
      node.putArray("oneOf").add(type("string")).add(type("number"));
    } else {
      node.put("type", "string");
    }
  }

  private static ObjectNode type(String name) {
    return JSON.objectNode().put("type", name);
  }

  /** A custom resource's defaults are published with its fields. */
  private static void defaults(Schema schema, ObjectNode properties) {
    for (Default rule : schema.defaults()) {
      if (properties.get(rule.path().getFirst()) instanceof ObjectNode property) {
        property.set("default", rule.value());
      }
    }
  }

  private static void constraints(Schema.Constraints limits, ObjectNode node) {
    if (!limits.enumeration().isEmpty()) {
      ArrayNode values = node.putArray("enum");
      limits.enumeration().forEach((JsonNode value) -> values.add(value));
    }
    if (limits.pattern() != null) node.put("pattern", limits.pattern());
    if (limits.minimum() != null) node.put("minimum", limits.minimum());
    if (limits.maximum() != null) node.put("maximum", limits.maximum());
    if (limits.minLength() != null) node.put("minLength", limits.minLength());
    if (limits.maxLength() != null) node.put("maxLength", limits.maxLength());
    if (limits.minItems() != null) node.put("minItems", limits.minItems());
    if (limits.maxItems() != null) node.put("maxItems", limits.maxItems());
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
