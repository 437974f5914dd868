package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.CompressedJson;
import dev.skiff.controlplane.resource.Default;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes schemas of the JSONSchemaProps of a CustomResourceDefinition, as structural schemas are
 * prescribed in its documentation.
 */
final class SchemaReader {
  private static final List<String> ENVELOPE = List.of("apiVersion", "kind", "metadata");

  private final Schema object;

  /**
   * @param object a built-in type's schema: custom resources have its apiVersion, kind and
   *     metadata, which definitions need not give
   */
  SchemaReader(Schema object) {
    this.object = object;
  }

  /** The schema of whole objects. */
  Schema root(JsonNode node) {
    return whole(node).build();
  }

  /** The same with what it was made of, to be published. */
  Schema published(JsonNode node) {
    return whole(node).source(CompressedJson.of(node)).build();
  }

  private Schema.Builder whole(JsonNode node) {
    Schema.Builder builder = builder(node).type("object");
    for (String field : ENVELOPE) builder.property(field, object.property(field));
    return builder;
  }

  /** The schema of a part of objects. */
  Schema read(JsonNode node) {
    Schema.Builder builder = builder(node);
    if (node.path("x-kubernetes-embedded-resource").asBoolean()) {
      for (String field : ENVELOPE) {
        boolean declared = node.path("properties").has(field);
        if (field.equals("metadata") || !declared) builder.property(field, object.property(field));
      }
    }
    return builder.build();
  }

  private Schema.Builder builder(JsonNode node) {
    boolean intOrString = node.path("x-kubernetes-int-or-string").asBoolean();
    String description = node.path("description").asText("");
    Schema.Builder builder =
        Schema.builder()
            .type(intOrString ? "" : node.path("type").asText(""))
            .format(intOrString ? "int-or-string" : node.path("format").asText(""))
            .description(() -> description)
            .nullable(node.path("nullable").asBoolean())
            .insteadOfNull(node.get("default"))
            .preserveUnknownFields(node.path("x-kubernetes-preserve-unknown-fields").asBoolean())
            .embeddedResource(node.path("x-kubernetes-embedded-resource").asBoolean())
            .listType(node.path("x-kubernetes-list-type").asText(""))
            .mapType(node.path("x-kubernetes-map-type").asText(""))
            .listMapKeys(texts(node.path("x-kubernetes-list-map-keys")))
            .required(texts(node.path("required")))
            .constraints(constraints(node))
            .rules(rules(node.path("x-kubernetes-validations")));
    List<Default> defaults = new ArrayList<>();
    for (var field : node.path("properties").properties()) {
      builder.property(field.getKey(), read(field.getValue()));
      JsonNode value = field.getValue().path("default");
      if (!value.isMissingNode()) {
        defaults.add(
            new Default(List.of(field.getKey()), Default.Absence.MISSING, List.of(), value));
      }
    }
    JsonNode values = node.path("additionalProperties");
    if (values.isObject()) builder.additionalProperties(read(values));
    if (values.isBoolean() && values.booleanValue()) builder.preserveUnknownFields(true);
    if (node.path("items").isObject()) builder.items(read(node.path("items")));
    return builder.defaults(List.copyOf(defaults));
  }

  private static List<ValidationRule> rules(JsonNode nodes) {
    List<ValidationRule> rules = new ArrayList<>();
    for (JsonNode node : nodes) {
      rules.add(
          new ValidationRule(
              node.path("rule").asText(""),
              node.path("message").asText(""),
              node.path("messageExpression").asText(""),
              node.path("reason").asText(""),
              node.path("fieldPath").asText(""),
              node.path("optionalOldSelf").asBoolean()));
    }
    return List.copyOf(rules);
  }

  private Schema.Constraints constraints(JsonNode node) {
    List<JsonNode> values = new ArrayList<>();
    node.path("enum").forEach(values::add);
    return new Schema.Constraints(
        List.copyOf(values),
        node.path("pattern").textValue(),
        number(node, "minimum"),
        number(node, "maximum"),
        node.path("exclusiveMinimum").asBoolean(),
        node.path("exclusiveMaximum").asBoolean(),
        number(node, "multipleOf"),
        count(node, "minLength"),
        count(node, "maxLength"),
        count(node, "minItems"),
        count(node, "maxItems"),
        node.path("uniqueItems").asBoolean(),
        count(node, "minProperties"),
        count(node, "maxProperties"),
        branches(node, "allOf"),
        branches(node, "anyOf"),
        branches(node, "oneOf"),
        node.has("not") ? read(node.get("not")) : null);
  }

  private List<Schema> branches(JsonNode node, String field) {
    List<Schema> branches = new ArrayList<>();
    node.path(field).forEach(branch -> branches.add(read(branch)));
    return List.copyOf(branches);
  }

  private static Double number(JsonNode node, String field) {
    return node.path(field).isNumber() ? node.get(field).doubleValue() : null;
  }

  private static Long count(JsonNode node, String field) {
    return node.path(field).isNumber() ? node.get(field).longValue() : null;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}
