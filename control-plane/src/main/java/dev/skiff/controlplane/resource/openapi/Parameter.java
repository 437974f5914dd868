package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.Documentation;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A parameter of a path or of its query.
 *
 * @param in path or query; those in the path are required
 * @param type its JSON type
 */
record Parameter(String name, String in, String type, String description) {
  private static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

  /** A part of the path that is the same for all kinds: namespace, path. */
  static Parameter inPath(String name) {
    return of(name, "path", Documentation.options("Common").get(name));
  }

  static Parameter nameOf(String kind) {
    return new Parameter("name", "path", "string", "name of the " + kind);
  }

  static Parameter pretty() {
    return of("pretty", "query", Documentation.options("Common").get("pretty"));
  }

  /** The fields of a kind of options, such as ListOptions. */
  static List<Parameter> options(String kind) {
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, JsonNode> option : Documentation.options(kind).properties()) {
      parameters.add(of(option.getKey(), "query", option.getValue()));
    }
    return parameters;
  }

  /** The fields of DeleteOptions that fit into a query: a list is given as its elements. */
  static List<Parameter> deleteOptions(BuiltInTypes builtIn) {
    List<Parameter> parameters = new ArrayList<>();
    Schema options = builtIn.definition(DELETE_OPTIONS).orElseThrow();
    options
        .properties()
        .forEach(
            (name, field) -> {
              Schema value = field.items() == null ? field : field.items();
              boolean type = name.equals("apiVersion") || name.equals("kind");
              if (type || value.type().equals("object")) return;
              parameters.add(new Parameter(name, "query", value.type(), field.description()));
            });
    return parameters;
  }

  ObjectNode v2() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("uniqueItems", true).put("type", type);
    return named(node);
  }

  ObjectNode v3() {
    ObjectNode node = named(JsonNodeFactory.instance.objectNode());
    node.putObject("schema").put("type", type).put("uniqueItems", true);
    return node;
  }

  private ObjectNode named(ObjectNode node) {
    node.put("description", description).put("name", name).put("in", in);
    return in.equals("path") ? node.put("required", true) : node;
  }

  private static Parameter of(String name, String in, JsonNode option) {
    Map.Entry<String, JsonNode> said = option.properties().iterator().next();
    return new Parameter(name, in, said.getKey(), said.getValue().textValue());
  }
}
