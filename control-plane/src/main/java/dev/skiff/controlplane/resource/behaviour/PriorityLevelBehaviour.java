package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Priority levels: one is exempt, and only that one. */
final class PriorityLevelBehaviour implements Behaviour {
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
    String type = object.path("spec").path("type").asText("");
    boolean exempt = object.path("metadata").path("name").asText("").equals("exempt");
    if (exempt != type.equals("Exempt")) {
      errors.invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'");
    }
  }
}
