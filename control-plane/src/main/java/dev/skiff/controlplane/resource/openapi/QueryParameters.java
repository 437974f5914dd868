package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Query parameters by verb, with their JSON types. kubectl looks for fieldValidation and dryRun.
 */
final class QueryParameters {
  static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  private static final Map<String, String> LIST =
      Map.of(
          "allowWatchBookmarks", "boolean",
          "continue", "string",
          "fieldSelector", "string",
          "labelSelector", "string",
          "limit", "integer",
          "resourceVersion", "string",
          "resourceVersionMatch", "string",
          "sendInitialEvents", "boolean",
          "timeoutSeconds", "integer",
          "watch", "boolean");
  private static final Map<String, String> WRITE =
      Map.of("dryRun", "string", "fieldManager", "string", "fieldValidation", "string");
  private static final Map<String, String> DELETE =
      Map.of(
          "dryRun", "string",
          "gracePeriodSeconds", "integer",
          "orphanDependents", "boolean",
          "propagationPolicy", "string");

  private QueryParameters() {}

  static ArrayNode v3(String verb) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    byName(verb)
        .forEach(
            (name, type) -> {
              ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
              parameter.putObject("schema").put("type", type).put("uniqueItems", true);
            });
    return parameters;
  }

  static ArrayNode v2(String verb) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    byName(verb)
        .forEach(
            (name, type) ->
                parameters
                    .addObject()
                    .put("uniqueItems", true)
                    .put("type", type)
                    .put("name", name)
                    .put("in", "query"));
    return parameters;
  }

  private static Map<String, String> byName(String verb) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("pretty", "string");
    switch (verb) {
      case "list" -> parameters.putAll(LIST);
      case "create", "update" -> parameters.putAll(WRITE);
      case "patch" -> {
        parameters.putAll(WRITE);
        parameters.put("force", "boolean");
      }
      case "delete" -> parameters.putAll(DELETE);
      case "deletecollection" -> {
        parameters.putAll(LIST);
        parameters.putAll(DELETE);
        parameters.remove("watch");
        parameters.remove("allowWatchBookmarks");
      }
      default -> {}
    }
    return parameters;
  }
}
