package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Revisions of workloads: their data is an object, and never changes. */
final class ControllerRevisionBehaviour implements Behaviour {
  @Override
  public void validateCreate(ObjectNode revision, FieldErrors errors) {
    JsonNode data = revision.path("data");
    if (data.isMissingNode() || data.isNull()) {
      errors.required("data", "data is mandatory");
    } else if (!data.isObject()) {
      errors.required("data", "data must be a valid JSON object");
    }
  }
}
