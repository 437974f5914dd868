package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Writes the paths of a document: their operations, what these take and give back. Each version of
 * OpenAPI has its own form of the parts.
 */
abstract class PathsWriter {
  protected static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A parameter at the place where it is used. */
  abstract JsonNode parameter(Parameter parameter);

  /**
   * What an operation says of itself and of what it takes.
   *
   * @param own parameters that are not those of the path
   */
  abstract void request(Operation operation, ArrayNode own, ObjectNode into);

  /** What an answer holds. */
  abstract void answer(Operation operation, String definition, ObjectNode into);

  /** Writes all paths, by name. */
  final void write(List<Operation> operations, DocumentWriter out) throws IOException {
    out.begin("paths");
    for (PathItem item : PathItem.of(operations)) out.put(item.path(), path(item));
    out.end();
  }

  private ObjectNode path(PathItem item) {
    ObjectNode node = JSON.objectNode();
    for (Operation operation : item.operations()) {
      node.set(operation.method(), operation(operation, parameters(item.own(operation))));
    }
    put(node, parameters(item.common()));
    return node;
  }

  private ObjectNode operation(Operation operation, ArrayNode own) {
    ObjectNode node = JSON.objectNode();
    request(operation, own, node);
    ObjectNode responses = node.putObject("responses");
    operation
        .answers()
        .forEach(
            (code, definition) -> {
              ObjectNode response = responses.putObject(code);
              response.put("description", Operation.words(code));
              answer(operation, definition, response);
            });
    responses.putObject("401").put("description", Operation.words("401"));
    Components.mark(node, operation);
    return node;
  }

  private ArrayNode parameters(List<Parameter> parameters) {
    ArrayNode list = JSON.arrayNode();
    parameters.forEach(parameter -> list.add(parameter(parameter)));
    return list;
  }

  /** Parameters, if there are any. */
  static void put(ObjectNode node, ArrayNode parameters) {
    if (!parameters.isEmpty()) node.set("parameters", parameters);
  }

  /** What an operation does, if it says so. */
  static void describe(Operation operation, ObjectNode node) {
    if (operation.description() != null) node.put("description", operation.description());
  }
}
