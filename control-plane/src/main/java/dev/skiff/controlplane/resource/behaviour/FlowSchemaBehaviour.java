package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Flow schemas: the first place is taken, and those that no cluster is without never change. */
final class FlowSchemaBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String name = object.path("metadata").path("name").asText("");
    JsonNode precedence = object.path("spec").path("matchingPrecedence");
    if (precedence.asLong() == 1 && !name.equals("exempt")) {
      errors.invalid(
          "spec.matchingPrecedence",
          precedence,
          "only the schema named 'exempt' may have matchingPrecedence 1");
    }
    DefaultFlows.schema(name, object.path("spec"), errors);
  }
}
