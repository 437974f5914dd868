package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** CSI drivers: they count changes, beginning with the first; how they attach and live is fixed. */
final class CsiDriverBehaviour implements Behaviour {
  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    fixed("attachRequired", "spec.attachedRequired", object, old, errors);
    fixed("volumeLifecycleModes", "spec.volumeLifecycleModes", object, old, errors);
  }

  private static void fixed(
      String field, String shown, ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("spec").path(field);
    if (!now.equals(old.path("spec").path(field))) errors.invalid(shown, now, "field is immutable");
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (object.path("spec").equals(old.path("spec"))) return;
    long before = old.path("metadata").path("generation").asLong();
    object.withObject("/metadata").put("generation", before + 1);
  }
}
