package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The resources in the order of discovery: facts joined with the client's calls. */
final class Resources {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Facts facts;
  private final Definitions definitions;
  private final ClientJar client;

  Resources(ClientJar client, Facts facts, Definitions definitions) {
    this.client = client;
    this.facts = facts;
    this.definitions = definitions;
  }

  ArrayNode read() {
    Map<String, Map<String, ClientCall>> calls = new TreeMap<>();
    client.apis().stream()
        .flatMap(ClientCall::of)
        .forEach(
            call ->
                calls
                    .computeIfAbsent(call.resourcePath(), path -> new TreeMap<>())
                    .merge(call.subresource() + " " + call.verb(), call, ClientCall::better));
    ArrayNode resources = JSON.arrayNode();
    for (JsonNode group : facts.resources()) {
      String name = group.get("group").textValue();
      for (Map.Entry<String, JsonNode> version : group.get("versions").properties()) {
        String prefix = (name.isEmpty() ? "/api/" : "/apis/" + name + "/") + version.getKey() + "/";
        for (Map.Entry<String, JsonNode> fact : version.getValue().properties()) {
          Map<String, ClientCall> ofResource = calls.get(prefix + fact.getKey());
          if (ofResource == null) throw new IllegalStateException("no calls for " + fact.getKey());
          resources.add(
              resource(name, version.getKey(), fact.getKey(), ofResource, fact.getValue()));
        }
      }
    }
    for (String common :
        List.of(
            "V1Status",
            "V1DeleteOptions",
            "V1WatchEvent",
            "V1APIResourceList",
            "V1APIGroupList",
            "V1APIVersions",
            "VersionInfo")) {
      definitions.add(common, "meta");
    }
    return resources;
  }

  private ObjectNode resource(
      String group, String version, String plural, Map<String, ClientCall> calls, JsonNode facts) {
    String firstLabel = group.isEmpty() ? "core" : group.split("\\.")[0];
    ObjectNode resource = JSON.objectNode();
    TreeSet<String> verbs = new TreeSet<>();
    Map<String, ObjectNode> subresources = new TreeMap<>();
    String model = null;
    boolean namespaced = false;
    for (ClientCall call : calls.values()) {
      namespaced |= call.namespaced();
      if (!call.subresource().isEmpty()) {
        ObjectNode subresource =
            subresources.computeIfAbsent(
                call.subresource(), name -> subresource(name, firstLabel, call, facts));
        ((ArrayNode) subresource.get("verbs")).add(call.verb());
      } else {
        verbs.add(call.verb());
        if (call.verb().equals("list")) verbs.add("watch");
        if (call.verb().equals("get") || call.verb().equals("create")) model = call.model();
      }
    }
    resource.put("group", group).put("version", version).put("plural", plural);
    resource.put("kind", DefinitionName.kind(model));
    resource.put("namespaced", namespaced);
    resource.put("definition", definitions.add(model, firstLabel));
    String list = model.replaceFirst("^[A-Z][a-z]+(?=V\\d)", "") + "List";
    for (String candidate : List.of(model + "List", list)) {
      if (client.hasModel(candidate)) definitions.add(candidate, firstLabel);
    }
    resource.set("verbs", JSON.arrayNode().addAll(verbs.stream().map(JSON::textNode).toList()));
    resource.set("subresources", JSON.arrayNode().addAll(subresources.values()));
    if (facts instanceof ObjectNode object) {
      object.properties().stream()
          .filter(fact -> !fact.getKey().equals("connect"))
          .forEach(fact -> resource.set(fact.getKey(), fact.getValue()));
    }
    return resource;
  }

  private ObjectNode subresource(String name, String group, ClientCall call, JsonNode facts) {
    ObjectNode subresource = JSON.objectNode().put("name", name);
    JsonNode connect = facts.path("connect").path(name);
    if (connect.isTextual()) {
      subresource.put("kind", connect.textValue());
    } else {
      String ofGroup =
          switch (name) {
            case "scale" -> "autoscaling";
            case "eviction" -> "policy";
            case "token" -> "authentication";
            default -> group;
          };
      subresource.put("kind", DefinitionName.kind(call.model()));
      subresource.put("definition", definitions.add(call.model(), ofGroup));
    }
    subresource.putArray("verbs");
    return subresource;
  }
}
