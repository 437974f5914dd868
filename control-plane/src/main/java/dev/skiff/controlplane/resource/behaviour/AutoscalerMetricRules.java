package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import java.util.List;
import java.util.Set;

/** The metrics of an autoscaler: one source each, of the kind that it names, with a target. */
final class AutoscalerMetricRules {
  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  /** Of several sources, only the first of these is looked at. */
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private static final Set<String> TARGET_TYPES = Set.of("Utilization", "Value", "AverageValue");

  private final FieldErrors errors;

  AutoscalerMetricRules(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * @param least replicas; without any, some metric must not be of Pods
   * @param before the spec that is updated; null if there is none
   */
  void check(JsonNode metrics, long least, JsonNode before) {
    boolean checkVersions = before == null || versionsAreGood(before.path("metrics"));
    boolean countable = false;
    for (int i = 0; i < metrics.size(); i++) {
      metric("spec.metrics[" + i + "]", metrics.get(i), checkVersions);
      countable |= Set.of("Object", "External").contains(metrics.get(i).path("type").asText(""));
    }
    if (least == 0 && !countable) {
      errors.forbidden(
          "spec.metrics",
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
  }

  /** What was wrong before may stay. */
  private static boolean versionsAreGood(JsonNode metrics) {
    for (JsonNode metric : metrics) {
      String version = metric.at("/object/describedObject/apiVersion").asText("");
      boolean object = metric.path("type").asText("").equals("Object") && metric.has("object");
      if (object && ScaleTargetRules.problem(version, true) != null) return false;
    }
    return true;
  }

  private void metric(String field, JsonNode metric, boolean checkVersions) {
    String type = metric.path("type").asText("");
    if (type.isEmpty()) errors.required(field + ".type", "must specify a metric source type");
    if (!TYPES.contains(type)) errors.unsupported(field + ".type", type, TYPES);
    List<String> sources = SOURCES.stream().filter(metric::has).toList();
    if (!sources.isEmpty()) {
      String source = sources.getFirst();
      source(field + "." + source, source, metric.path(source), checkVersions);
    }
    String expected = type.isEmpty() ? "" : type.substring(0, 1).toLowerCase() + type.substring(1);
    if (TYPES.contains(type) && !metric.has(expected)) {
      errors.required(
          field + "." + expected, "must populate information for the given metric source");
    }
    if (sources.size() == 1) return;
    for (String source : sources) {
      if (source.equals(expected)) continue;
      errors.forbidden(field + "." + source, "must populate the given metric source only");
    }
  }

  private void source(String field, String source, JsonNode value, boolean checkVersions) {
    switch (source) {
      case "object" -> {
        ScaleTargetRules.check(field + ".describedObject", value.path("describedObject"), errors);
        if (checkVersions) {
          ScaleTargetRules.checkVersion(
              field + ".describedObject", value.path("describedObject"), true, errors);
        }
      }
      case "resource" -> name(field, value, "must specify a resource name");
      case "containerResource" -> containerResource(field, value);
      default -> {}
    }
    if (!source.endsWith("esource")) identifier(field + ".metric", value.path("metric"));
    target(field + ".target", value.path("target"));
    amounts(field + ".target", source, value.path("target"));
  }

  private boolean name(String field, JsonNode value, String detail) {
    boolean named = !value.path("name").asText("").isEmpty();
    if (!named) errors.required(field + ".name", detail);
    return named;
  }

  private void containerResource(String field, JsonNode value) {
    if (name(field, value, "must specify a resource name")) {
      ResourceRules.containerName(field + ".name", value.path("name").asText(), errors);
    }
    String container = value.path("container").asText("");
    if (container.isEmpty()) errors.required(field + ".container", "must specify a container");
    else {
      Names.label(container).forEach(one -> errors.invalid(field + ".container", container, one));
    }
  }

  private void identifier(String field, JsonNode metric) {
    if (!name(field, metric, "must specify a metric name")) return;
    String name = metric.path("name").asText();
    Names.pathSegment(name).forEach(one -> errors.invalid(field + ".name", name, one));
  }

  private void target(String field, JsonNode target) {
    String type = target.path("type").asText("");
    if (type.isEmpty()) errors.required(field + ".type", "must specify a metric target type");
    if (!TARGET_TYPES.contains(type)) {
      errors.invalid(field + ".type", type, "must be either Utilization, Value, or AverageValue");
    }
    for (String amount : List.of("value", "averageValue")) {
      JsonNode value = target.path(amount);
      if (!value.isMissingNode() && Quantity.parse(value.asText()).value().signum() != 1) {
        errors.invalid(field + "." + amount, value, "must be positive");
      }
    }
    JsonNode utilization = target.path("averageUtilization");
    if (!utilization.isMissingNode() && utilization.asLong() < 1) {
      errors.invalid(field + ".averageUtilization", utilization, "must be greater than 0");
    }
  }

  /** Which of the amounts a kind of metrics needs, and which exclude each other. */
  private void amounts(String field, String source, JsonNode target) {
    boolean value = target.has("value");
    boolean average = target.has("averageValue");
    boolean utilization = target.has("averageUtilization");
    switch (source) {
      case "object" -> {
        if (value || average) return;
        errors.required(field + ".averageValue", "must set either a target value or averageValue");
      }
      case "external" -> {
        if (!value && !average) {
          errors.required(
              field + ".averageValue",
              "must set either a target value for metric or a per-pod target");
        }
        if (value && average) {
          errors.forbidden(
              field + ".value", "may not set both a target value for metric and a per-pod target");
        }
      }
      case "pods" -> {
        if (average) return;
        errors.required(field + ".averageValue", "must specify a positive target averageValue");
      }
      default -> {
        if (!average && !utilization) {
          errors.required(
              field + ".averageUtilization",
              "must set either a target raw value or a target utilization");
        }
        if (average && utilization) {
          errors.forbidden(
              field + ".averageValue",
              "may not set both a target raw value and a target utilization");
        }
      }
    }
  }
}
