package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Discovery documents of other servers, from one form into the other. */
final class ResourceLists {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ResourceLists() {}

  /** An entry of an APIGroupList. */
  static ObjectNode group(List<ApiService> versions) {
    ObjectNode group = JSON.objectNode().put("name", versions.getFirst().group());
    ArrayNode entries = group.putArray("versions");
    versions.forEach(service -> entries.add(version(service)));
    group.set("preferredVersion", version(versions.getFirst()));
    return group;
  }

  private static ObjectNode version(ApiService service) {
    return JSON.objectNode()
        .put("groupVersion", service.groupVersion())
        .put("version", service.version());
  }

  /** The resources of an APIResourceList in the form of aggregated discovery. */
  static ArrayNode aggregated(ApiService service, ObjectNode list) {
    Map<String, ObjectNode> resources = new LinkedHashMap<>();
    for (JsonNode resource : list.path("resources")) {
      String name = resource.path("name").asText();
      if (!name.contains("/")) resources.put(name, resource(service, name, resource));
    }
    for (JsonNode resource : list.path("resources")) {
      String[] name = resource.path("name").asText().split("/", 2);
      if (name.length < 2) continue;
      ObjectNode parent =
          resources.computeIfAbsent(
              name[0], of -> JSON.objectNode().put("resource", of).put("scope", scope(resource)));
      ObjectNode subresource =
          parent.withArrayProperty("subresources").addObject().put("subresource", name[1]);
      subresource.set("responseKind", kind(service, resource));
      subresource.set("verbs", resource.path("verbs"));
    }
    ArrayNode all = JSON.arrayNode();
    resources.values().forEach(all::add);
    return all;
  }

  private static ObjectNode resource(ApiService service, String name, JsonNode resource) {
    ObjectNode entry = JSON.objectNode().put("resource", name);
    entry.set("responseKind", kind(service, resource));
    entry.put("scope", scope(resource));
    entry.put("singularResource", resource.path("singularName").asText(""));
    entry.set("verbs", resource.path("verbs"));
    for (String field : List.of("shortNames", "categories")) {
      if (resource.has(field)) entry.set(field, resource.get(field));
    }
    return entry;
  }

  private static String scope(JsonNode resource) {
    return resource.path("namespaced").asBoolean() ? "Namespaced" : "Cluster";
  }

  /** The group and version of its list unless it names others. */
  private static ObjectNode kind(ApiService service, JsonNode resource) {
    return JSON.objectNode()
        .put("group", resource.path("group").asText(service.group()))
        .put("version", resource.path("version").asText(service.version()))
        .put("kind", resource.path("kind").asText());
  }
}
