package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.BodyErrors;
import dev.skiff.controlplane.resource.validation.CountOrPercent;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoNumbers;

/** Daemon sets: they count changes of their template in an annotation that old clients read. */
final class DaemonSetBehaviour extends WorkloadBehaviour {
  private static final String GENERATION = "deprecated.daemonset.template.generation";

  @Override
  public void prepareForCreate(ObjectNode object) {
    count(object, Math.max(1, generation(object)));
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    // It must be readable, though it does not count.
    generation(object);
    long before = generation(old);
    boolean same = object.at("/spec/template").equals(old.at("/spec/template"));
    count(object, same ? before : before + 1);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    count(object, generation(old));
  }

  private static void count(ObjectNode object, long generation) {
    object
        .withObject("/metadata")
        .withObject("/annotations")
        .put(GENERATION, Long.toString(generation));
  }

  /**
   * The count that an object comes with.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is no number
   */
  private static long generation(ObjectNode object) {
    String text = object.at("/metadata/annotations").path(GENERATION).asText("0");
    try {
      return GoNumbers.parseInt(text);
    } catch (NumberFormatException none) {
      throw BodyErrors.cannotHandle("DaemonSet", "apps/v1", none.getMessage());
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    super.validate(object, errors);
    JsonNode strategy = object.at("/spec/updateStrategy");
    if (!strategy.path("type").asText("").equals("RollingUpdate")) return;
    String field = "spec.updateStrategy.rollingUpdate.";
    JsonNode unavailable = strategy.path("rollingUpdate").path("maxUnavailable");
    JsonNode surge = strategy.path("rollingUpdate").path("maxSurge");
    if (!CountOrPercent.isNothing(unavailable) && !CountOrPercent.isNothing(surge)) {
      errors.invalid(field + "maxSurge", surge, "may not be set when maxUnavailable is non-zero");
    } else if (CountOrPercent.isNothing(unavailable) && CountOrPercent.isNothing(surge)) {
      errors.required(field + "maxUnavailable", "cannot be 0 when maxSurge is 0");
    }
  }

  @Override
  boolean requiresSelector() {
    return false;
  }

  /** What is wrong with the selector in detail is enough. */
  @Override
  String malformedSelector() {
    return null;
  }
}
