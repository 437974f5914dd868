package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.BodyErrors;
import dev.skiff.controlplane.resource.validation.CountOrPercent;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoNumbers;
import java.util.List;

/** Deployments: the strategy besides what holds for all workloads. */
final class DeploymentBehaviour extends WorkloadBehaviour {
  /** To which revision old clients want to go back. */
  private static final String ROLLBACK = "deprecated.deployment.rollback.to";

  private static final List<String> STRATEGIES = List.of("Recreate", "RollingUpdate");

  @Override
  public void prepareForCreate(ObjectNode object) {
    rollback(object);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    rollback(object);
  }

  /**
   * The revision that an annotation names; 0 if there is none.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is no number
   */
  private static long rollback(ObjectNode object) {
    String revision = object.at("/metadata/annotations").path(ROLLBACK).asText("");
    if (revision.isEmpty()) return 0;
    try {
      return GoNumbers.parseInt(revision);
    } catch (NumberFormatException none) {
      throw BodyErrors.cannotHandle(
          "Deployment",
          "apps/v1",
          "failed to parse annotation[%s]=%s as int64: %s"
              .formatted(ROLLBACK, revision, none.getMessage()));
    }
  }

  /** Annotations go from Deployments to their ReplicaSets. */
  @Override
  public boolean changed(ObjectNode object, ObjectNode old) {
    JsonNode annotations = object.path("metadata").path("annotations");
    return !annotations.equals(old.path("metadata").path("annotations"))
        || super.changed(object, old);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    super.validate(object, errors);
    if (rollback(object) < 0) {
      errors.invalid(
          "spec.rollback.version", rollback(object), "must be greater than or equal to 0");
    }
    JsonNode spec = object.path("spec");
    JsonNode strategy = spec.path("strategy");
    JsonNode rolling = strategy.path("rollingUpdate");
    switch (strategy.path("type").asText("")) {
      case "Recreate" -> {
        if (strategy.has("rollingUpdate")) {
          errors.forbidden(
              "spec.strategy.rollingUpdate",
              "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> rollingUpdate(rolling, errors);
      default -> errors.unsupported("spec.strategy", strategy, STRATEGIES);
    }
    JsonNode deadline = spec.path("progressDeadlineSeconds");
    notNegative("spec.progressDeadlineSeconds", deadline, errors);
    if (deadline.isNumber() && deadline.longValue() <= spec.path("minReadySeconds").asLong()) {
      errors.invalid(
          "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
  }

  /** Upstream keeps the labels, for Deployments alone. */
  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    super.prepareForStatusUpdate(object, old);
    JsonNode labels = old.path("metadata").get("labels");
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (labels == null) metadata.remove("labels");
    else metadata.set("labels", labels);
  }

  private static void rollingUpdate(JsonNode rolling, FieldErrors errors) {
    String field = "spec.strategy.rollingUpdate.";
    JsonNode unavailable = rolling.path("maxUnavailable");
    JsonNode surge = rolling.path("maxSurge");
    CountOrPercent.check(field + "maxUnavailable", unavailable, errors);
    CountOrPercent.check(field + "maxSurge", surge, errors);
    if (CountOrPercent.isNothing(unavailable) && CountOrPercent.isNothing(surge)) {
      errors.invalid(field + "maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0");
    }
    CountOrPercent.checkShare(field + "maxUnavailable", unavailable, errors);
  }
}
