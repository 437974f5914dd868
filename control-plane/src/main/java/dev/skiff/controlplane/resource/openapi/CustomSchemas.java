package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of custom resources as they are published: what their definitions say, with the
 * fields that every object has.
 *
 * <p>Source: the structural schemas of k8s.io/apiextensions-apiserver. Version 2 says less where
 * kubectl would take fields for wrong that it does not find.
 */
final class CustomSchemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String CONVENTIONS =
      "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

  /** Keywords that are published as they are. */
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "description",
          "title",
          "default",
          "format",
          "maximum",
          "minimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "multipleOf",
          "enum",
          "maxProperties",
          "minProperties",
          "required",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-list-type",
          "x-kubernetes-map-type",
          "x-kubernetes-validations");

  /** Keywords that say nothing when they are false. */
  private static final Set<String> FLAGS =
      Set.of(
          "exclusiveMaximum",
          "exclusiveMinimum",
          "uniqueItems",
          "nullable",
          PRESERVE,
          EMBEDDED,
          INT_OR_STRING);

  private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");

  private final SchemaWriter writer;

  CustomSchemas(SchemaWriter writer) {
    this.writer = writer;
  }

  /** The definition of a custom resource. */
  ObjectNode object(ResourceType type) {
    JsonNode source = type.schema().source().tree();
    ObjectNode node;
    if (source.path(PRESERVE).asBoolean() && !writer.v3()) {
      node = JSON.objectNode().put("type", "object");
    } else {
      node = schema(source);
      ObjectNode properties = node.withObject("/properties");
      properties.set("metadata", meta("ObjectMeta", "Standard object's metadata.", "#metadata"));
      types(properties);
    }
    selectableFields(type, node);
    return node;
  }

  /** The definition of a list of them. */
  ObjectNode list(ResourceType type) {
    ObjectNode node = JSON.objectNode();
    node.put("description", type.listKind() + " is a list of " + type.kind());
    node.put("type", "object").putArray("required").add("items");
    ObjectNode properties = node.putObject("properties");
    types(properties);
    properties.set("metadata", meta("ListMeta", "Standard list metadata.", "#types-kinds"));
    properties
        .putObject("items")
        .put("description", "List of " + type.plural() + ". More info: " + CONVENTIONS)
        .put("type", "array")
        .set("items", writer.reference(Components.name(type)));
    selectableFields(type, node);
    return node;
  }

  private static void selectableFields(ResourceType type, ObjectNode node) {
    if (type.selectableFields().isEmpty()) return;
    ArrayNode fields = node.putArray("x-kubernetes-selectable-fields");
    type.selectableFields().forEach(field -> fields.addObject().put("fieldPath", field));
  }

  private ObjectNode schema(JsonNode source) {
    ObjectNode node = JSON.objectNode();
    for (Map.Entry<String, JsonNode> keyword : source.properties()) {
      String name = keyword.getKey();
      JsonNode value = keyword.getValue();
      boolean flag = FLAGS.contains(name) && value.asBoolean();
      if (flag || PLAIN.contains(name)) node.set(name, value);
    }
    if (source.path("items").isObject()) node.set("items", schema(source.get("items")));
    JsonNode values = source.path("additionalProperties");
    if (values.isObject()) node.set("additionalProperties", schema(values));
    if (values.isBoolean()) node.set("additionalProperties", values);
    if (source.path("properties").isObject()) {
      ObjectNode properties = node.putObject("properties");
      for (Map.Entry<String, JsonNode> field : source.get("properties").properties()) {
        properties.set(field.getKey(), schema(field.getValue()));
      }
    }
    if (writer.v3()) {
      branches(source, node);
    } else {
      reduce(source, node);
    }
    if (node.has(EMBEDDED) && (writer.v3() || !node.has(PRESERVE))) embedded(node);
    return node;
  }

  private void branches(JsonNode source, ObjectNode node) {
    for (String name : BRANCHES) {
      if (source.path(name).isEmpty()) continue;
      ArrayNode branches = node.putArray(name);
      source.get(name).forEach(branch -> branches.add(schema(branch)));
    }
    if (source.has("not")) node.set("not", schema(source.get("not")));
    if (node.has(INT_OR_STRING)) intOrString(node);
  }

  /** What is either is said to be either, unless the definition says so. */
  private static void intOrString(ObjectNode node) {
    ArrayNode either = JSON.arrayNode();
    either.addObject().put("type", "integer");
    either.addObject().put("type", "string");
    if (node.path("anyOf").equals(either)) return;
    if (node.path("allOf").path(0).path("anyOf").equals(either)) return;
    if (node.has("anyOf")) {
      ArrayNode all = node.withArray("/allOf");
      all.insertObject(0).set("anyOf", either);
    } else {
      node.set("anyOf", either);
    }
  }

  private static void reduce(JsonNode source, ObjectNode node) {
    boolean nullable = node.remove("nullable") != null;
    boolean open = node.has(PRESERVE);
    node.remove("default");
    if (nullable || open) {
      node.remove(List.of("items", "properties"));
      boolean list = node.path("type").asText().equals("array");
      if (nullable || list || node.path("type").asText().equals("object")) node.remove("type");
    }
    if (node.path("type").asText().equals("array") && !node.has("items")) node.remove("type");
    if (source.at("/additionalProperties/nullable").asBoolean()) node.remove("required");
    if (!(node.get("required") instanceof ArrayNode required)) return;
    ArrayNode left = JSON.arrayNode();
    for (JsonNode field : required) {
      JsonNode declared = source.path("properties").path(field.textValue());
      if (!declared.path("nullable").asBoolean()) left.add(field);
    }
    if (left.isEmpty()) {
      node.remove("required");
    } else {
      node.set("required", left);
    }
  }

  /** A whole object inside of another one. */
  private void embedded(ObjectNode node) {
    ObjectNode properties = node.withObject("/properties");
    properties
        .putObject("apiVersion")
        .put(
            "description",
            "apiVersion defines the versioned schema of this representation of an object. More"
                + " info: "
                + CONVENTIONS
                + "#resources")
        .put("type", "string");
    properties
        .putObject("kind")
        .put(
            "description",
            "kind is a string value representing the type of this object. In CamelCase. More info: "
                + CONVENTIONS
                + "#types-kinds")
        .put("type", "string");
    properties.set("metadata", meta("ObjectMeta", "Standard object's metadata.", "#metadata"));
    ArrayNode required = node.withArray("/required");
    for (String field : new String[] {"kind", "apiVersion"}) {
      boolean there = false;
      for (JsonNode known : required) there |= known.textValue().equals(field);
      if (!there) required.add(field);
    }
  }

  /** The fields apiVersion and kind, as all built-in types have them. */
  private void types(ObjectNode properties) {
    for (String field : new String[] {"apiVersion", "kind"}) {
      properties.set(field, writer.typeField(field));
    }
  }

  private ObjectNode meta(String kind, String text, String section) {
    ObjectNode node = JSON.objectNode();
    node.put("description", text + " More info: " + CONVENTIONS + section);
    return writer.referring(META + kind, node);
  }
}
