package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.Set;

/** Autoscalers: bounds that fit each other, a target in a group, metrics with one target each. */
final class HorizontalPodAutoscalerBehaviour implements Behaviour {
  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    long least = spec.path("minReplicas").asLong(1);
    long most = spec.path("maxReplicas").asLong();
    if (least < 1) {
      errors.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
    }
    if (most < 1) errors.invalid("spec.maxReplicas", most, "must be greater than 0");
    if (most < least) {
      errors.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
    }
    target(spec.path("scaleTargetRef"), errors);
    // What version 1 has instead of metrics, under the name that version 2 has for it.
    JsonNode percentage = spec.path("targetCPUUtilizationPercentage");
    if (percentage.isNumber() && percentage.asLong() <= 0) {
      errors.invalid(
          "spec.metrics[0].resource.target.averageUtilization",
          percentage,
          "must be greater than 0");
    }
    boolean countable = false;
    for (int i = 0; i < spec.path("metrics").size(); i++) {
      JsonNode metric = spec.path("metrics").get(i);
      String type = metric.path("type").asText("");
      countable |= Set.of("Object", "External").contains(type);
      metric("spec.metrics[" + i + "]", type, metric, errors);
    }
    if (least == 0 && !countable) {
      errors.forbidden(
          "spec.metrics",
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
  }

  private static void target(JsonNode target, FieldErrors errors) {
    for (String part : new String[] {"kind", "name"}) {
      String field = "spec.scaleTargetRef." + part;
      String text = target.path(part).asText("");
      if (text.isEmpty()) errors.required(field);
      else Names.pathSegment(text).forEach(wrong -> errors.invalid(field, text, wrong));
    }
    String version = target.path("apiVersion").asText("");
    if (version.chars().filter(c -> c == '/').count() > 1) {
      errors.invalid(
          "spec.scaleTargetRef.apiVersion", version, "unexpected GroupVersion string: " + version);
    } else if (!version.contains("/")
        && !target.path("kind").asText("").equals("ReplicationController")) {
      errors.invalid(
          "spec.scaleTargetRef.apiVersion", version, "apiVersion must specify API group");
    }
  }

  private static void metric(String field, String type, JsonNode metric, FieldErrors errors) {
    switch (type) {
      case "Resource" -> {
        JsonNode target = metric.at("/resource/target");
        if (!metric.has("resource")) return;
        String path = field + ".resource.target";
        if (!target.has("averageUtilization") && !target.has("averageValue")) {
          errors.required(
              path + ".averageUtilization",
              "must set either a target raw value or a target utilization");
        }
        if (target.has("averageUtilization") && target.has("averageValue")) {
          errors.forbidden(
              path + ".averageValue",
              "may not set both a target raw value and a target utilization");
        }
      }
      case "External" -> {
        JsonNode target = metric.at("/external/target");
        boolean none = !target.has("value") && !target.has("averageValue");
        if (metric.has("external") && none) {
          errors.required(
              field + ".external.target.averageValue",
              "must set either a target value for metric or a per-pod target");
        }
      }
      default -> {}
    }
  }
}
