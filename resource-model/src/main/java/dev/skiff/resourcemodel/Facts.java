package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/**
 * What no jar knows, from the YAML files in {@code facts}. A fact about something that does not
 * exist fails the build.
 */
final class Facts {
  private final JsonNode resources;
  private final JsonNode columns;
  private final JsonNode merging;
  private final JsonNode defaults;
  private final JsonNode zeros;
  private final JsonNode removed;
  private final JsonNode texts;
  private final JsonNode lines;
  private final JsonNode openApi;
  private final JsonNode options;
  private final Map<String, JsonNode> values = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private Facts() throws IOException {
    resources = read("resources");
    columns = read("columns");
    merging = read("merging");
    defaults = read("defaults");
    zeros = read("zeros");
    removed = readWithAnchors("removed");
    texts = read("texts");
    lines = read("lines");
    openApi = read("openapi");
    options = read("options");
    for (JsonNode enumeration : read("enums")) {
      for (JsonNode field : enumeration.get("fields")) {
        values.put(field.textValue(), enumeration.get("values"));
      }
    }
  }

  static Facts load() throws IOException {
    return new Facts();
  }

  private static JsonNode read(String name) throws IOException {
    try (InputStream in = Facts.class.getResourceAsStream("/facts/" + name + ".yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    }
  }

  /** Jackson takes an alias for a text. */
  private static JsonNode readWithAnchors(String name) throws IOException {
    try (InputStream in = Facts.class.getResourceAsStream("/facts/" + name + ".yaml")) {
      return new ObjectMapper().valueToTree(new Yaml().load(in));
    }
  }

  /** Versions that upstream has removed. */
  JsonNode removed() {
    return removed;
  }

  /** Groups in the order of discovery. */
  JsonNode resources() {
    return resources;
  }

  /**
   * How a field merges.
   *
   * @param definition short name such as core.v1.PodSpec
   * @param field its name, or "." for the definition itself
   */
  JsonNode merging(String definition, String field) {
    JsonNode fact = merging.path(definition).path(field);
    if (!fact.isMissingNode()) used.add(definition + " " + field);
    return fact;
  }

  /** Default values of a definition by field; the field may be followed by a condition. */
  JsonNode defaults(String definition) {
    used.add("defaults " + definition);
    return defaults.has(definition) ? defaults.get(definition) : MissingNode.getInstance();
  }

  /** The fields of a kind that are there before anybody has set them, metadata apart. */
  JsonNode zero(String definition) {
    used.add("zero " + definition);
    return zeros.path(definition);
  }

  /**
   * What is said about a printer column.
   *
   * @param resource for example deployments.apps
   * @return a field, or words; null if nothing is said
   */
  String column(String resource, String heading) {
    JsonNode fact = columns.path(resource).path(heading);
    if (fact.isMissingNode()) return null;
    used.add("column " + resource + " " + heading);
    return fact.textValue();
  }

  /**
   * What is said about a definition or a field where the jar has nothing, or something else.
   *
   * @param field its name, or "." for the definition itself
   * @return null if the jar's text will do
   */
  String text(String definition, String field) {
    return find(texts, "text", definition, field).textValue();
  }

  /** What begins the second and further lines of a description; empty if it is one line. */
  JsonNode lines(String definition, String field) {
    return find(lines, "lines", definition, field);
  }

  /** The values that a field may have, with what is said about each; missing if any will do. */
  JsonNode values(String definition, String field) {
    used.add("values " + definition + "." + field);
    return values.getOrDefault(definition + "." + field, MissingNode.getInstance());
  }

  /**
   * Name of the definition of a field that is more than the jar knows of; null if there is none.
   */
  String reference(String definition, String field) {
    JsonNode fact = find(openApi, "references", definition + "." + field);
    return fact.isMissingNode() ? null : DefinitionName.full(fact.textValue());
  }

  /** The declared default value of a field; missing if there is none. */
  JsonNode goDefault(String definition, String field) {
    return find(openApi, "defaults", definition + "." + field);
  }

  /** The required fields of a definition in their order; missing if that is alphabetical. */
  JsonNode required(String definition) {
    return find(openApi, "required", definition);
  }

  /** Whether there is a line break more before the list of a field's values. */
  boolean breaksBeforeValues(String definition, String field) {
    for (JsonNode one : openApi.get("breaks")) {
      if (one.textValue().equals(definition + "." + field)) return true;
    }
    return false;
  }

  /** What else is said of a definition. */
  ObjectNode keywords(String definition) {
    return find(openApi, "keywords", definition) instanceof ObjectNode said
        ? said
        : JsonNodeFactory.instance.objectNode();
  }

  /** Definitions that no class stands for, by their short names. */
  JsonNode scalars() {
    return openApi.get("scalars");
  }

  /** The options of requests, by Go's names of their types. */
  JsonNode options() {
    return options;
  }

  /** The groups and versions that upstream has types of. */
  JsonNode groupVersions() {
    return openApi.get("groupVersions");
  }

  private JsonNode find(JsonNode facts, String what, String definition, String field) {
    used.add(what + " " + definition + " " + field);
    return facts.path(definition).path(field);
  }

  private JsonNode find(JsonNode facts, String what, String key) {
    used.add(what + " " + key);
    return facts.path(what).path(key);
  }

  void complainAboutUnused() {
    Set<String> unused = new HashSet<>();
    unusedFields(texts, "text", unused);
    unusedFields(lines, "lines", unused);
    for (String field : values.keySet()) unused.add("values " + field);
    for (String what : List.of("references", "defaults", "required", "keywords")) {
      openApi.get(what).fieldNames().forEachRemaining(key -> unused.add(what + " " + key));
    }
    for (Map.Entry<String, JsonNode> definition : merging.properties()) {
      for (Map.Entry<String, JsonNode> field : definition.getValue().properties()) {
        unused.add(definition.getKey() + " " + field.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> resource : columns.properties()) {
      for (Map.Entry<String, JsonNode> column : resource.getValue().properties()) {
        unused.add("column " + resource.getKey() + " " + column.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> definition : defaults.properties()) {
      unused.add("defaults " + definition.getKey());
    }
    for (Map.Entry<String, JsonNode> definition : zeros.properties()) {
      unused.add("zero " + definition.getKey());
    }
    unused.removeAll(used);
    if (!unused.isEmpty()) throw new IllegalStateException("facts about nothing: " + unused);
  }

  private static void unusedFields(JsonNode facts, String what, Set<String> unused) {
    for (Map.Entry<String, JsonNode> definition : facts.properties()) {
      for (Map.Entry<String, JsonNode> field : definition.getValue().properties()) {
        unused.add(what + " " + definition.getKey() + " " + field.getKey());
      }
    }
  }
}
