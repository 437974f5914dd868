package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** The descriptions of printer columns, in the order of a resource's columns. */
final class ColumnDescriptions {
  private static final Map<String, String> METADATA =
      Map.of(
          "Name", "meta.v1.ObjectMeta.name",
          "Age", "meta.v1.ObjectMeta.creationTimestamp",
          "Created At", "meta.v1.ObjectMeta.creationTimestamp");

  private final Facts facts;
  private final Map<String, JsonNode> byShortName = new TreeMap<>();

  /**
   * @param documentation of all definitions, by their names in OpenAPI
   */
  ColumnDescriptions(Facts facts, ObjectNode documentation) {
    this.facts = facts;
    for (Map.Entry<String, JsonNode> definition : documentation.properties()) {
      String[] labels = definition.getKey().split("\\.");
      String shortName = labels[labels.length - 1];
      for (int i = labels.length - 2; i >= labels.length - 3; i--) {
        shortName = labels[i] + "." + shortName;
      }
      byShortName.put(shortName, definition.getValue());
    }
  }

  /** Adds them to the resources that have columns. */
  void addTo(ArrayNode resources) {
    for (JsonNode resource : resources) {
      if (!resource.has("columns")) continue;
      String plural = resource.get("plural").textValue();
      String group = resource.has("storedAs") ? "" : resource.get("group").textValue();
      String name = group.isEmpty() ? plural : plural + "." + group;
      ArrayNode texts = ((ObjectNode) resource).putArray("columnDescriptions");
      for (String column : resource.get("columns").textValue().split("; ")) {
        texts.add(text(name, column.split("[:/!]")[0]));
      }
    }
  }

  private String text(String resource, String heading) {
    String said = facts.column(resource, heading);
    String fact = said == null ? METADATA.get(heading) : said;
    if (fact == null) {
      throw new IllegalStateException("nothing is said about " + heading + " of " + resource);
    }
    if (fact.isEmpty() || fact.contains(" ")) return fact;
    int dot = fact.lastIndexOf('.');
    JsonNode text =
        byShortName.get(fact.substring(0, dot)).path(fact.substring(dot + 1)).get("description");
    if (text == null) throw new IllegalStateException("facts about nothing: " + fact);
    return text.textValue();
  }
}
