package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** The Swagger document of everything, which kubectl falls back to. */
final class V2Document extends PathsWriter {
  static final String PREFIX = "#/definitions/";

  private final SharedParameters parameters = new SharedParameters();
  private final Components components;

  V2Document(Components components) {
    this.components = components;
  }

  void writeAll(List<Operation> operations, DocumentWriter out) throws IOException {
    out.text("swagger", "2.0");
    out.put("info", JSON.objectNode().put("title", "Kubernetes").put("version", OpenApi.VERSION));
    write(operations, out);
    out.begin("definitions");
    components.write(out);
    out.end();
    out.putAll("parameters", parameters.all());
    out.put("securityDefinitions", OpenApi.security());
    ArrayNode security = JSON.arrayNode();
    security.addObject().putArray("BearerToken");
    out.put("security", security);
  }

  @Override
  JsonNode parameter(Parameter parameter) {
    return parameters.refer(parameter);
  }

  @Override
  void request(Operation operation, ArrayNode own, ObjectNode into) {
    describe(operation, into);
    if (!operation.consumes().isEmpty()) {
      into.set("consumes", SchemaWriter.texts(operation.consumes()));
    }
    into.set("produces", SchemaWriter.texts(operation.produces()));
    into.putArray("schemes").add("https");
    into.putArray("tags").add(operation.tag());
    into.put("operationId", operation.id());
    if (operation.body() != null) {
      ObjectNode schema = components.reference(operation.body().definition());
      own.insert(0, parameters.refer(operation.body(), schema));
    }
    put(into, own);
  }

  @Override
  void answer(Operation operation, String definition, ObjectNode into) {
    into.set("schema", components.reference(definition));
  }
}
