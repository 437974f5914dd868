package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.List;

/** The OpenAPI v3 document of one group and version. */
final class V3Document {
  private static final String PREFIX = "#/components/schemas/";

  private final BuiltInTypes builtIn;
  private final List<ResourceType> types;

  V3Document(BuiltInTypes builtIn, List<ResourceType> types) {
    this.builtIn = builtIn;
    this.types = types;
  }

  ObjectNode build() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
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
    Components components = new Components(new SchemaWriter(PREFIX, true), builtIn, types);
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    schemas.setAll(components.definitions());
    return document;
  }

  private static ObjectNode path(ObjectNode paths, String path) {
    ObjectNode node = paths.putObject(path);
    ArrayNode parameters = node.putArray("parameters");
    for (String name : new String[] {"namespace", "name"}) {
      if (path.contains("{" + name + "}")) {
        parameters
            .addObject()
            .put("name", name)
            .put("in", "path")
            .put("required", true)
            .putObject("schema")
            .put("type", "string");
      }
    }
    return node;
  }

  private static ObjectNode operation(ResourceType type, Operations.Operation operation) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("parameters").addAll(QueryParameters.v3(operation.verb()));
    if (operation.sendsObject() && operation.definition() != null) {
      content(node.putObject("requestBody"), "application/json", operation.definition());
    }
    if (operation.method().equals("patch")) {
      for (String patch : QueryParameters.PATCH_TYPES) {
        ObjectNode body =
            node.get("requestBody") instanceof ObjectNode there
                ? there
                : node.putObject("requestBody");
        content(body, patch, "");
      }
    }
    ObjectNode ok = node.putObject("responses").putObject("200").put("description", "OK");
    if (operation.definition() != null) content(ok, "application/json", operation.definition());
    node.put("x-kubernetes-action", operation.action());
    node.putObject("x-kubernetes-group-version-kind")
        .put("group", type.group())
        .put("kind", type.kind())
        .put("version", type.version());
    return node;
  }

  private static void content(ObjectNode node, String mediaType, String definition) {
    ObjectNode content =
        node.get("content") instanceof ObjectNode there ? there : node.putObject("content");
    ObjectNode schema = content.putObject(mediaType).putObject("schema");
    if (definition.isEmpty()) {
      schema.put("type", "object");
    } else {
      schema.put("$ref", PREFIX + definition);
    }
  }
}
