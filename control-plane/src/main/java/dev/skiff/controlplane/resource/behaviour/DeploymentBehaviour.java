package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    for (String field : List.of("maxUnavailable", "maxSurge")) {
      JsonNode value = rolling.path(field);
      String path = "spec.strategy.rollingUpdate." + field;
      if (value.isTextual() && !value.asText().matches("[0-9]+%")) {
        errors.invalid(
            path,
            value,
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
                + " or '93%', regex used for validation is '[0-9]+%')");
      }
      notNegative(path, value, errors);
      if (field.equals("maxUnavailable")
          && value.isTextual()
          && value.asText().matches("[0-9]{1,8}%")
          && Integer.parseInt(value.asText().replace("%", "")) > 100) {
        errors.invalid(path, value, "must not be greater than 100%");
      }
    }
    if (zero(rolling.path("maxUnavailable")) && zero(rolling.path("maxSurge"))) {
      errors.invalid(
          "spec.strategy.rollingUpdate.maxUnavailable",
          rolling.path("maxUnavailable"),
          "may not be 0 when `maxSurge` is 0");
    }
  }

  private static boolean zero(JsonNode value) {
    return value.isNumber() ? value.longValue() == 0 : value.asText("").matches("0+%");
  }
}
