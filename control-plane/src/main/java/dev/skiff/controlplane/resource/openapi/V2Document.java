package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** The Swagger document of everything, which kubectl falls back to. */
final class V2Document {
  static final String PREFIX = "#/definitions/";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SharedParameters parameters = new SharedParameters();
  private final Components components;

  V2Document(Components components) {
    this.components = components;
  }

  void write(List<Operation> operations, DocumentWriter out) throws IOException {
    out.text("swagger", "2.0");
    out.put("info", JSON.objectNode().put("title", "Kubernetes").put("version", OpenApi.VERSION));
    out.begin("paths");
    for (PathItem item : PathItem.of(operations)) out.put(item.path(), path(item));
    out.end();
    out.begin("definitions");
    components.write(out);
    out.end();
    out.putAll("parameters", parameters.all());
    out.put("securityDefinitions", OpenApi.security());
    ArrayNode security = JSON.arrayNode();
    security.addObject().putArray("BearerToken");
    out.put("security", security);
  }

  private ObjectNode path(PathItem item) {
    ObjectNode node = JSON.objectNode();
    for (Operation operation : item.operations()) {
      node.set(operation.method(), operation(operation, item.own(operation)));
    }
    ArrayNode common = JSON.arrayNode();
    item.common().forEach(parameter -> common.add(parameters.refer(parameter)));
    if (!common.isEmpty()) node.set("parameters", common);
    return node;
  }

  private ObjectNode operation(Operation operation, List<Parameter> own) {
    ObjectNode node = JSON.objectNode();
    if (operation.description() != null) node.put("description", operation.description());
    if (!operation.consumes().isEmpty()) {
      node.set("consumes", SchemaWriter.texts(operation.consumes()));
    }
    node.set("produces", SchemaWriter.texts(operation.produces()));
    node.putArray("schemes").add("https");
    node.putArray("tags").add(operation.tag());
    node.put("operationId", operation.id());
    ArrayNode list = JSON.arrayNode();
    if (operation.body() != null) {
      ObjectNode schema = components.reference(operation.body().definition());
      list.add(parameters.refer(operation.body(), schema));
    }
    own.forEach(parameter -> list.add(parameters.refer(parameter)));
    if (!list.isEmpty()) node.set("parameters", list);
    ObjectNode responses = node.putObject("responses");
    operation
        .answers()
        .forEach(
            (code, definition) ->
                responses
                    .putObject(code)
                    .put("description", Operation.words(code))
                    .set("schema", components.reference(definition)));
    responses.putObject("401").put("description", Operation.words("401"));
    Components.mark(node, operation);
    return node;
  }
}
