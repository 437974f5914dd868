package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** The OpenAPI v3 document of one group and version. */
final class V3Document extends PathsWriter {
  static final String PREFIX = "#/components/schemas/";

  private final Components components;

  V3Document(Components components) {
    this.components = components;
  }

  /**
   * Writes it.
   *
   * @param custom whether it is about custom resources
   */
  void writeAll(List<Operation> operations, boolean custom, DocumentWriter out) throws IOException {
    out.text("openapi", "3.0.0");
    ObjectNode info = JSON.objectNode();
    info.put("title", custom ? "Kubernetes CRD Swagger" : "Kubernetes");
    out.put("info", info.put("version", custom ? "v0.1.0" : OpenApi.VERSION));
    write(operations, out);
    out.begin("components");
    if (!components.isEmpty()) {
      out.begin("schemas");
      components.write(out);
      out.end();
    }
    if (!custom) out.put("securitySchemes", OpenApi.security());
    out.end();
  }

  @Override
  JsonNode parameter(Parameter parameter) {
    return parameter.v3();
  }

  @Override
  void request(Operation operation, ArrayNode own, ObjectNode into) {
    into.putArray("tags").add(operation.tag());
    describe(operation, into);
    into.put("operationId", operation.id());
    put(into, own);
    if (operation.body() == null) return;
    ObjectNode body = into.putObject("requestBody");
    content(body, operation.consumes(), operation.body().definition());
    if (operation.body().required()) body.put("required", true);
  }

  @Override
  void answer(Operation operation, String definition, ObjectNode into) {
    content(into, operation.produces(), definition);
  }

  private void content(ObjectNode node, List<String> mediaTypes, String definition) {
    ObjectNode content = node.putObject("content");
    for (String mediaType : mediaTypes) {
      content.putObject(mediaType).set("schema", components.reference(definition));
    }
  }
}
