package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * What only OpenAPI says of a definition and its fields: description, the value that is the default
 * in Go, the values that are allowed, the definition that a scalar has upstream.
 */
final class Documentation {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String CONVENTIONS =
      "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

  private static final String KINDS = "x-kubernetes-group-version-kind";

  /** Kinds that every group and version has. */
  private static final Set<String> EVERYWHERE =
      Set.of("meta.v1.DeleteOptions", "meta.v1.WatchEvent");

  private static final Set<String> META_KINDS =
      Set.of(
          "meta.v1.DeleteOptions",
          "meta.v1.WatchEvent",
          "meta.v1.Status",
          "meta.v1.APIGroup",
          "meta.v1.APIGroupList",
          "meta.v1.APIResourceList",
          "meta.v1.APIVersions");

  private final Facts facts;
  private final GoFields goFields;

  Documentation(Facts facts, GoFields goFields) {
    this.facts = facts;
    this.goFields = goFields;
  }

  /**
   * What is said of a definition itself.
   *
   * @param text what the jar has
   */
  ObjectNode definition(String shortName, String text) {
    ObjectNode said = described(description(shortName, ".", text));
    said.setAll(facts.keywords(shortName));
    JsonNode required = facts.required(shortName);
    if (!required.isMissingNode()) said.set("required", required);
    if (META_KINDS.contains(shortName)) said.set(KINDS, kinds(shortName));
    return said;
  }

  /** The groups and versions that a kind of no group is of. */
  private ArrayNode kinds(String shortName) {
    ArrayNode kinds = JSON.arrayNode();
    for (JsonNode groupVersion : facts.groupVersions()) {
      String group = groupVersion.textValue().replaceFirst("/?[^/]*$", "");
      if (!group.isEmpty() && !EVERYWHERE.contains(shortName)) continue;
      kinds
          .addObject()
          .put("group", group)
          .put("kind", shortName.substring(shortName.lastIndexOf('.') + 1))
          .put("version", groupVersion.textValue().replaceFirst(".*/", ""));
    }
    return kinds;
  }

  /**
   * What is said of a field.
   *
   * @param text what the jar has
   * @param schema its type as the jar has it
   */
  ObjectNode field(
      String shortName, String field, String text, ObjectNode schema, boolean required) {
    if (text.isEmpty() && field.equals("metadata")) {
      text =
          shortName.endsWith("List")
              ? "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds"
              : "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";
    }
    ObjectNode said = described(description(shortName, field, text));
    JsonNode values = facts.values(shortName, field);
    if (!values.isMissingNode()) said.set("enum", values);
    if (facts.breaksBeforeValues(shortName, field)) {
      said.put("description", said.get("description").textValue() + "\n");
    }
    String reference = facts.reference(shortName, field);
    Map<String, GoFields.Field> inGo = goFields.of(shortName);
    if (reference != null) {
      said.put("ref", reference);
    } else if (inGo.containsKey(field) && inGo.get(field).type().equals("U")) {
      said.put("ref", DefinitionName.full("meta.v1.MicroTime"));
    }
    JsonNode fact = facts.goDefault(shortName, field);
    JsonNode value = fact.isMissingNode() ? goDefault(inGo, field, schema, required) : fact;
    if (value != null) said.set("default", value);
    return said;
  }

  /** As openapi-gen has it: of what is never absent in Go the zero value, and of every struct. */
  private static JsonNode goDefault(
      Map<String, GoFields.Field> inGo, String field, ObjectNode schema, boolean required) {
    GoFields.Field go =
        inGo.isEmpty() && required ? new GoFields.Field(false, false, "") : inGo.get(field);
    if (go == null || go.pointer()) return null;
    if (schema.has("ref")) return JSON.objectNode();
    if (go.omitted() || schema.path("format").asText().equals("byte")) return null;
    return switch (schema.path("type").asText()) {
      case "string" -> schema.has("format") ? null : JSON.textNode("");
      case "integer" -> JSON.numberNode(0);
      case "boolean" -> JSON.booleanNode(false);
      default -> null;
    };
  }

  private static ObjectNode described(String text) {
    ObjectNode said = JSON.objectNode();
    if (!text.isEmpty()) said.put("description", text);
    return said;
  }

  /** The jar's text, with line breaks; or the API's own where the jar has another one. */
  private String description(String shortName, String field, String text) {
    String own = facts.text(shortName, field);
    if (own != null) return own;
    StringBuilder lines = new StringBuilder();
    int at = 0;
    for (JsonNode line : facts.lines(shortName, field)) {
      String begin = line.textValue();
      int found = text.indexOf(begin.replaceAll("[\n\t]", " "), at);
      if (found < 0) throw new IllegalStateException(shortName + "." + field + ": no " + begin);
      lines.append(text, at, found).append(begin);
      at = found + begin.length();
    }
    return lines.append(text.substring(at)).toString();
  }
}
