package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The definitions of one removed version, made of those of its successors: copies with changes
 * where something differs, references to the successor's where nothing does.
 */
final class DerivedDefinitions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Definitions definitions;
  private final String prefix;
  private final JsonNode changes;
  private final Map<String, Map<String, String>> renamed = new HashMap<>();
  private final Map<String, String> derived = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * @param prefix of the new definitions' names, for example {@code io.k8s.api.apps.v1beta1.}
   * @param changes by name of definition, as in {@code facts/removed.yaml}
   */
  DerivedDefinitions(Definitions definitions, String prefix, JsonNode changes) {
    this.definitions = definitions;
    this.prefix = prefix;
    this.changes = changes;
  }

  /**
   * Gives a field its old name.
   *
   * @param root the definition at which the path begins
   * @param path of the field in the successor, for example {@code spec.defaultBackend}
   */
  void rename(String root, String path, String oldName) {
    String[] fields = path.split("\\.");
    String definition = root;
    for (int i = 0; i < fields.length - 1; i++) {
      definition = properties(definition).path(fields[i]).path("ref").asText();
    }
    if (!properties(definition).has(fields[fields.length - 1])) {
      throw new IllegalStateException("no field " + path + " in " + root);
    }
    renamed
        .computeIfAbsent(definition, ignored -> new HashMap<>())
        .put(fields[fields.length - 1], oldName);
  }

  /** The name of the definition that takes the place of a successor's. */
  String derive(String successor) {
    String known = derived.get(successor);
    if (known != null) return known;
    String name = prefix + simple(successor);
    derived.put(successor, name);
    ObjectNode definition = definitions.structure(successor).deepCopy();
    ObjectNode texts = definitions.documentation(successor).deepCopy();
    rename(successor, definition, texts);
    references(definition.get("properties"));
    change(simple(successor), definition, texts);
    definitions.put(name, definition, texts);
    return name;
  }

  void complainAboutUnused() {
    Set<String> unused = new TreeSet<>();
    changes.fieldNames().forEachRemaining(unused::add);
    unused.removeAll(used);
    if (!unused.isEmpty()) throw new IllegalStateException(prefix + ": facts about " + unused);
  }

  private JsonNode properties(String definition) {
    return definitions.structure(definition).get("properties");
  }

  /** The field keeps its place. */
  private void rename(String successor, ObjectNode definition, ObjectNode texts) {
    Map<String, String> names = renamed.getOrDefault(successor, Map.of());
    ObjectNode properties = JSON.objectNode();
    for (Map.Entry<String, JsonNode> field : definition.get("properties").properties()) {
      properties.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue());
    }
    definition.set("properties", properties);
    names.forEach((name, oldName) -> texts.set(oldName, texts.remove(name)));
  }

  /** Leads references to what differs to the derived definition. */
  private void references(JsonNode node) {
    if (node.path("ref").isTextual() && differs(node.get("ref").textValue(), new HashSet<>())) {
      ((ObjectNode) node).put("ref", derive(node.get("ref").textValue()));
    }
    for (JsonNode child : node) {
      if (child.isObject()) references(child);
    }
  }

  private boolean differs(String name, Set<String> asked) {
    if (derived.containsKey(name) || renamed.containsKey(name)) return true;
    if (!asked.add(name) || !ofSuccessor(name)) return false;
    return changes.has(simple(name))
        || properties(name).findValuesAsText("ref").stream().anyMatch(ref -> differs(ref, asked));
  }

  /** What is common to all groups does not differ. */
  private boolean ofSuccessor(String name) {
    String family = name.substring(0, name.lastIndexOf('.'));
    return derived.keySet().stream().anyMatch(one -> one.startsWith(family + "."));
  }

  private void change(String simple, ObjectNode definition, ObjectNode texts) {
    JsonNode change = changes.path(simple);
    used.add(simple);
    ObjectNode properties = (ObjectNode) definition.get("properties");
    for (JsonNode field : change.path("without")) {
      if (properties.remove(field.textValue()) == null) {
        throw new IllegalStateException("no field " + field + " in " + prefix + simple);
      }
      optional(definition, field.textValue());
    }
    for (JsonNode field : change.path("optional")) optional(definition, field.textValue());
    for (Map.Entry<String, JsonNode> field : change.path("fields").properties()) {
      ObjectNode schema = field.getValue().deepCopy();
      texts.putObject(field.getKey()).set("description", schema.remove("description"));
      for (JsonNode holder : schema.findParents("ref")) {
        ((ObjectNode) holder).put("ref", added(holder.get("ref").textValue()));
      }
      properties.set(field.getKey(), schema);
    }
    if (change.has("defaults")) definition.set("defaults", change.get("defaults"));
  }

  private static void optional(ObjectNode definition, String field) {
    if (!(definition.get("required") instanceof ArrayNode required)) return;
    for (Iterator<JsonNode> names = required.iterator(); names.hasNext(); ) {
      if (names.next().textValue().equals(field)) names.remove();
    }
    if (required.isEmpty()) definition.remove("required");
  }

  /** What a new field refers to; made here if it is of this version. */
  private String added(String shortName) {
    String name = DefinitionName.full(shortName);
    if (name.startsWith(prefix) && !definitions.has(name)) {
      ObjectNode definition = JSON.objectNode();
      definition.putObject("properties");
      JsonNode text = changes.path(simple(name)).path("description");
      ObjectNode texts = JSON.objectNode();
      texts.putObject("").put("description", text.asText());
      change(simple(name), definition, texts);
      definitions.put(name, definition, texts);
    } else if (definitions.has(name) && derived.containsKey(name)) {
      return derived.get(name);
    }
    return name;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
