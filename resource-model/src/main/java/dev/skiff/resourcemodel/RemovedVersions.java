package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Resources in versions that upstream has removed, derived from their successors. */
final class RemovedVersions {
  /** What a client would ask a successor for, and is asked for once. */
  private static final List<String> OF_SUCCESSOR = List.of("shortNames", "categories", "storedAs");

  private final ArrayNode resources;
  private final Definitions definitions;
  private final ObjectNode conversions = JsonNodeFactory.instance.objectNode();

  /**
   * @param resources all others; these are added to them
   */
  RemovedVersions(ArrayNode resources, Definitions definitions) {
    this.resources = resources;
    this.definitions = definitions;
  }

  /**
   * Adds them.
   *
   * @param versions as in {@code facts/removed.yaml}
   * @return how their objects differ from the successors', by apiVersion and kind
   */
  ObjectNode add(JsonNode versions) {
    for (JsonNode version : versions) {
      String apiVersion = version.get("version").textValue();
      String label = apiVersion.replaceFirst("[./].*", "");
      String number = apiVersion.substring(apiVersion.indexOf('/') + 1);
      String prefix = DefinitionName.full(label + "." + number + ".");
      DerivedDefinitions derived =
          new DerivedDefinitions(definitions, prefix, version.path("definitions"));
      version
          .get("resources")
          .properties()
          .forEach(resource -> add(version, resource.getKey(), resource.getValue(), derived));
      derived.complainAboutUnused();
    }
    return conversions;
  }

  private void add(JsonNode version, String plural, JsonNode facts, DerivedDefinitions derived) {
    String apiVersion = version.get("version").textValue();
    String successorVersion = fact(version, facts, "successor").textValue();
    ObjectNode successor = successor(successorVersion, plural);
    String definition = successor.get("definition").textValue();
    for (Map.Entry<String, JsonNode> move : facts.path("moves").properties()) {
      derived.rename(definition, move.getKey(), move.getValue().textValue());
    }
    ObjectNode resource = successor.deepCopy();
    resource.remove(OF_SUCCESSOR);
    int slash = apiVersion.indexOf('/');
    resource.put("group", apiVersion.substring(0, slash));
    resource.put("version", apiVersion.substring(slash + 1));
    resource.put("definition", derived.derive(definition));
    if (definitions.has(definition + "List")) derived.derive(definition + "List");
    String kind = resource.get("kind").textValue();
    resource.put("successor", successorVersion);
    resource.put("warning", warning(apiVersion + " " + kind, version, facts, kind));
    resources.add(resource);
    ObjectNode conversion = conversions.putObject(apiVersion + " " + kind);
    conversion.put("successor", successorVersion);
    for (String part : List.of("moves", "annotations")) {
      if (facts.has(part)) conversion.set(part, facts.get(part));
    }
  }

  private ObjectNode successor(String apiVersion, String plural) {
    for (JsonNode candidate : resources) {
      String of = candidate.get("group").textValue() + "/" + candidate.get("version").textValue();
      if (of.equals(apiVersion) && candidate.get("plural").textValue().equals(plural)) {
        return (ObjectNode) candidate;
      }
    }
    throw new IllegalStateException("no successor " + apiVersion + " " + plural);
  }

  /** In upstream's words. */
  private static String warning(String what, JsonNode version, JsonNode facts, String kind) {
    String replacement = fact(version, facts, "successor").textValue() + " " + kind;
    if (facts.has("replacement")) replacement = facts.get("replacement").textValue();
    return "%s is deprecated in v%s+, unavailable in v%s+%s"
        .formatted(
            what,
            fact(version, facts, "deprecated").textValue(),
            fact(version, facts, "removed").textValue(),
            replacement.isEmpty() ? "" : "; use " + replacement);
  }

  private static JsonNode fact(JsonNode version, JsonNode facts, String name) {
    JsonNode own = facts.path(name);
    return own instanceof MissingNode ? version.get(name) : own;
  }
}
