package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
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
  private final Set<String> used = new HashSet<>();

  private Facts(
      JsonNode resources,
      JsonNode columns,
      JsonNode merging,
      JsonNode defaults,
      JsonNode zeros,
      JsonNode removed) {
    this.resources = resources;
    this.columns = columns;
    this.merging = merging;
    this.defaults = defaults;
    this.zeros = zeros;
    this.removed = removed;
  }

  static Facts load() throws IOException {
    return new Facts(
        read("resources"),
        read("columns"),
        read("merging"),
        read("defaults"),
        read("zeros"),
        readWithAnchors("removed"));
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

  void complainAboutUnused() {
    Set<String> unused = new HashSet<>();
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
}
