package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Priority levels: one is exempt, and only that one. */
final class PriorityLevelBehaviour implements Behaviour {
  /** How a version that was removed told none from 0. */
  private static final String ZERO_SHARES =
      "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares";

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
    if (object.at("/metadata/annotations").has(ZERO_SHARES)) {
      errors.forbidden("metadata.annotations", "annotation '" + ZERO_SHARES + "' is forbidden");
    }
    String type = object.path("spec").path("type").asText("");
    String name = object.path("metadata").path("name").asText("");
    if (name.equals("exempt") != type.equals("Exempt")) {
      errors.invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'");
    }
    DefaultFlows.level(name, object.path("spec"), errors);
  }
}
