package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** The OpenAPI v3 document of one group and version. */
final class V3Document {
  static final String PREFIX = "#/components/schemas/";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Components components;

  V3Document(Components components) {
    this.components = components;
  }

  /**
   * Writes it.
   *
   * @param custom whether it is about custom resources
   */
  void write(List<Operation> operations, boolean custom, DocumentWriter out) throws IOException {
    out.text("openapi", "3.0.0");
    ObjectNode info = JSON.objectNode();
    info.put("title", custom ? "Kubernetes CRD Swagger" : "Kubernetes");
    out.put("info", info.put("version", custom ? "v0.1.0" : OpenApi.VERSION));
    out.begin("paths");
    for (PathItem item : PathItem.of(operations)) out.put(item.path(), path(item));
    out.end();
    out.begin("components");
    if (!components.isEmpty()) {
      out.begin("schemas");
      components.write(out);
      out.end();
    }
    if (!custom) out.put("securitySchemes", OpenApi.security());
    out.end();
  }

  private ObjectNode path(PathItem item) {
    ObjectNode node = JSON.objectNode();
    for (Operation operation : item.operations()) {
      node.set(operation.method(), operation(operation, item.own(operation)));
    }
    ArrayNode common = JSON.arrayNode();
    item.common().forEach(parameter -> common.add(parameter.v3()));
    if (!common.isEmpty()) node.set("parameters", common);
    return node;
  }

  private ObjectNode operation(Operation operation, List<Parameter> own) {
    ObjectNode node = JSON.objectNode();
    node.putArray("tags").add(operation.tag());
    if (operation.description() != null) node.put("description", operation.description());
    node.put("operationId", operation.id());
    ArrayNode list = JSON.arrayNode();
    own.forEach(parameter -> list.add(parameter.v3()));
    if (!list.isEmpty()) node.set("parameters", list);
    if (operation.body() != null) {
      ObjectNode body = node.putObject("requestBody");
      content(body, operation.consumes(), operation.body().definition());
      if (operation.body().required()) body.put("required", true);
    }
    ObjectNode responses = node.putObject("responses");
    operation
        .answers()
        .forEach(
            (code, definition) -> {
              ObjectNode response = responses.putObject(code);
              response.put("description", Operation.words(code));
              content(response, operation.produces(), definition);
            });
    responses.putObject("401").put("description", Operation.words("401"));
    Components.mark(node, operation);
    return node;
  }

  private void content(ObjectNode node, List<String> mediaTypes, String definition) {
    ObjectNode content = node.putObject("content");
    for (String mediaType : mediaTypes) {
      content.putObject(mediaType).set("schema", components.reference(definition));
    }
  }
}
