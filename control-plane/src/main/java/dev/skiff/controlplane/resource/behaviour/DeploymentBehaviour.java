package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.CountOrPercent;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/** Deployments: the strategy besides what holds for all workloads. */
final class DeploymentBehaviour extends WorkloadBehaviour {
  private static final List<String> STRATEGIES = List.of("Recreate", "RollingUpdate");

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    super.validate(object, errors);
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
