package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Daemon sets: they count changes of their template in an annotation that old clients read. */
final class DaemonSetBehaviour extends WorkloadBehaviour {
  private static final String GENERATION = "deprecated.daemonset.template.generation";

  @Override
  public void prepareForCreate(ObjectNode object) {
    count(object, 1);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    long before = old.at("/metadata/annotations").path(GENERATION).asLong(0);
    boolean same = object.at("/spec/template").equals(old.at("/spec/template"));
    count(object, same ? before : before + 1);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    count(object, old.at("/metadata/annotations").path(GENERATION).asLong(0));
  }

  private static void count(ObjectNode object, long generation) {
    object
        .withObject("/metadata")
        .withObject("/annotations")
        .put(GENERATION, Long.toString(generation));
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    super.validate(object, errors);
    JsonNode rolling = object.at("/spec/updateStrategy/rollingUpdate");
    if (!isZero(rolling.path("maxUnavailable")) && !isZero(rolling.path("maxSurge"))) {
      errors.invalid(
          "spec.updateStrategy.rollingUpdate.maxSurge",
          rolling.path("maxSurge"),
          "may not be set when maxUnavailable is non-zero");
    }
  }

  private static boolean isZero(JsonNode value) {
    return value.isMissingNode() || value.asText().matches("0+%?");
  }

  @Override
  boolean requiresSelector() {
    return false;
  }
}
