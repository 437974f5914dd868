package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.Names;

/**
 * Namespaces: Active with the finalizer kubernetes until the namespace controller has emptied them.
 */
final class NamespaceBehaviour implements Behaviour {
  @Override
  public Names.Rule nameRule() {
    return Names.Rule.NAMESPACE;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    object.withObject("/status").put("phase", "Active");
    ObjectNode spec = object.withObject("/spec");
    for (JsonNode finalizer : spec.path("finalizers")) {
      if (finalizer.asText().equals("kubernetes")) return;
    }
    spec.withArray("/finalizers").add("kubernetes");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    for (JsonNode finalizer : object.path("spec").path("finalizers")) {
      MetadataRules.finalizer("spec.finalizers", finalizer.asText(""), errors);
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    boolean going = object.path("metadata").has("deletionTimestamp");
    String phase = object.at("/status/phase").asText("");
    if (!going && !phase.equals("Active")) {
      errors.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
    } else if (going && !phase.equals("Terminating")) {
      errors.invalid(
          "status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
  }

  /** Finalizers change by the finalize subresource only. */
  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    object.withObject("/spec");
    if (old.path("spec").has("finalizers")) {
      object.withObject("/spec").set("finalizers", old.path("spec").get("finalizers"));
    }
  }
}
