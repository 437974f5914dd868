package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.List;

/** The Swagger document of everything, which kubectl falls back to. */
final class V2Document {
  private static final String PREFIX = "#/definitions/";

  private final BuiltInTypes builtIn;
  private final List<ResourceType> types;

  V2Document(BuiltInTypes builtIn, List<ResourceType> types) {
    this.builtIn = builtIn;
    this.types = types;
  }

  ObjectNode build() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("swagger", "2.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.35.0");
    ObjectNode paths = document.putObject("paths");
    for (ResourceType type : types) {
      for (Operations.Operation operation : Operations.of(type)) {
        ObjectNode path =
            paths.get(operation.path()) instanceof ObjectNode there
                ? there
                : path(paths, operation.path());
        path.set(operation.method(), operation(type, operation));
      }
    }
    Components components = new Components(new SchemaWriter(PREFIX, false), builtIn, types);
    document.putObject("definitions").setAll(components.definitions());
    return document;
  }

  private static ObjectNode path(ObjectNode paths, String path) {
    ObjectNode node = paths.putObject(path);
    ArrayNode parameters = node.putArray("parameters");
    for (String name : new String[] {"namespace", "name"}) {
      if (path.contains("{" + name + "}")) {
        parameters
            .addObject()
            .put("uniqueItems", true)
            .put("type", "string")
            .put("name", name)
            .put("in", "path")
            .put("required", true);
      }
    }
    return node;
  }

  private static ObjectNode operation(ResourceType type, Operations.Operation operation) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode consumes = node.putArray("consumes");
    if (operation.method().equals("patch")) {
      QueryParameters.PATCH_TYPES.forEach(consumes::add);
    } else {
      consumes.add("*/*");
    }
    node.putArray("produces").add("application/json").add("application/yaml");
    ArrayNode parameters = node.putArray("parameters").addAll(QueryParameters.v2(operation.verb()));
    boolean patch = operation.method().equals("patch");
    if (patch || operation.sendsObject() && operation.definition() != null) {
      ObjectNode body =
          parameters.addObject().put("name", "body").put("in", "body").put("required", true);
      ObjectNode schema = body.putObject("schema");
      if (patch) {
        schema.put("type", "object");
      } else {
        schema.put("$ref", PREFIX + operation.definition());
      }
    }
    ObjectNode ok = node.putObject("responses").putObject("200").put("description", "OK");
    if (operation.definition() != null) {
      ok.putObject("schema").put("$ref", PREFIX + operation.definition());
    }
    node.put("x-kubernetes-action", operation.action());
    node.putObject("x-kubernetes-group-version-kind")
        .put("group", type.group())
        .put("kind", type.kind())
        .put("version", type.version());
    return node;
  }
}
