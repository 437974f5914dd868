package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code autoscaling/v1} knows one metric, the CPU utilisation; what else {@code v2} knows it
 * carries in annotations, so that nothing is lost on the way there and back. Annotations that
 * cannot be read are as if they were not there, as upstream has it.
 */
public final class HorizontalPodAutoscalers {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT = PREFIX + "current-metrics";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String BEHAVIOR = PREFIX + "behavior";
  private static final List<String> ALL =
      List.of(
          METRICS,
          CURRENT,
          CONDITIONS,
          BEHAVIOR,
          PREFIX + "scale-down-tolerance",
          PREFIX + "scale-up-tolerance");

  private static final String TARGET = "targetCPUUtilizationPercentage";
  private static final String CURRENT_TARGET = "currentCPUUtilizationPercentage";

  /** In percent, where an object of version 1 says nothing of metrics. */
  private static final int DEFAULT_TARGET = 80;

  private HorizontalPodAutoscalers() {}

  static void convert(ObjectNode autoscaler, String from, String to) {
    if (to.equals("autoscaling/v1")) toV1(autoscaler);
    else if (from.equals("autoscaling/v1")) fromV1(autoscaler);
  }

  /** Gives an object of version 1 the form that it has when it comes back from version 2. */
  public static void normalize(ObjectNode autoscaler) {
    fromV1(autoscaler);
    toV1(autoscaler);
  }

  /** Version 2 carries nothing in annotations. */
  public static void dropAnnotations(ObjectNode autoscaler) {
    if (!(autoscaler.path("metadata").get("annotations") instanceof ObjectNode)) return;
    ObjectNode annotations = annotations(autoscaler);
    annotations.remove(ALL);
    removeIfEmpty(autoscaler, annotations);
  }

  private static void toV1(ObjectNode autoscaler) {
    ObjectNode annotations = annotations(autoscaler);
    annotations.remove(ALL);
    if (autoscaler.get("spec") instanceof ObjectNode spec) {
      ArrayNode others = JSON.arrayNode();
      for (JsonNode metric : list(spec.remove("metrics"))) {
        JsonNode utilization = cpuUtilization(metric, "target");
        if (utilization.isMissingNode()) others.add(metric);
        else if (!spec.has(TARGET)) spec.set(TARGET, utilization);
      }
      AutoscalerMetrics.flattenTargets(others);
      if (!others.isEmpty()) annotations.put(METRICS, AutoscalerAnnotation.write(others));
      keepBehavior(spec, annotations);
    }
    if (autoscaler.get("status") instanceof ObjectNode status) {
      ArrayNode current = list(status.remove("currentMetrics"));
      for (JsonNode metric : current) {
        JsonNode utilization = cpuUtilization(metric, "current");
        if (!utilization.isMissingNode()) status.set(CURRENT_TARGET, utilization);
      }
      // All of them: the utilisation says nothing of the amount.
      AutoscalerMetrics.flattenCurrent(current);
      if (!current.isEmpty()) annotations.put(CURRENT, AutoscalerAnnotation.write(current));
      ArrayNode conditions = list(status.remove("conditions"));
      if (!conditions.isEmpty())
        annotations.put(CONDITIONS, AutoscalerAnnotation.write(conditions));
      if (!status.has("currentReplicas")) status.put("currentReplicas", 0);
    }
    removeIfEmpty(autoscaler, annotations);
  }

  private static JsonNode cpuUtilization(JsonNode metric, String value) {
    boolean cpu =
        metric.path("type").asText().equals("Resource")
            && metric.at("/resource/name").asText().equals("cpu");
    return cpu ? metric.at("/resource/" + value + "/averageUtilization") : JSON.missingNode();
  }

  private static void fromV1(ObjectNode autoscaler) {
    ObjectNode annotations = annotations(autoscaler);
    if (autoscaler.get("spec") instanceof ObjectNode spec) {
      ArrayNode metrics = list(AutoscalerAnnotation.list(annotations.get(METRICS)));
      AutoscalerMetrics.nestTargets(metrics);
      JsonNode target = spec.remove(TARGET);
      if (target == null && metrics.isEmpty()) target = JSON.numberNode(DEFAULT_TARGET);
      if (target != null) {
        cpu(metrics, "target").put("type", "Utilization").set("averageUtilization", target);
      }
      spec.set("metrics", metrics);
      restoreBehavior(spec, annotations);
    }
    if (autoscaler.get("status") instanceof ObjectNode status) {
      statusFromV1(status, annotations);
    }
    annotations.remove(ALL);
    removeIfEmpty(autoscaler, annotations);
  }

  private static void statusFromV1(ObjectNode status, ObjectNode annotations) {
    if (status.path("currentReplicas").asInt() == 0) status.remove("currentReplicas");
    ArrayNode metrics = JSON.arrayNode();
    JsonNode utilization = status.remove(CURRENT_TARGET);
    if (utilization != null) cpu(metrics, "current").set("averageUtilization", utilization);
    ArrayNode current = AutoscalerAnnotation.list(annotations.get(CURRENT));
    if (current != null) {
      AutoscalerMetrics.nestCurrent(current);
      metrics = current;
    }
    status.set("currentMetrics", metrics.isEmpty() ? JSON.nullNode() : metrics);
    ArrayNode conditions = list(AutoscalerAnnotation.list(annotations.get(CONDITIONS)));
    for (JsonNode condition : conditions) {
      if (!condition.has("lastTransitionTime")) {
        ((ObjectNode) condition).putNull("lastTransitionTime");
      }
    }
    if (!conditions.isEmpty()) status.set("conditions", conditions);
  }

  /** Adds the CPU's metric; what it returns holds its value. */
  private static ObjectNode cpu(ArrayNode metrics, String value) {
    ObjectNode resource = metrics.addObject().put("type", "Resource").putObject("resource");
    return resource.put("name", "cpu").putObject(value);
  }

  /** Keeps the behaviour, which older versions have no field for. */
  static void behaviorToAnnotation(ObjectNode autoscaler) {
    if (!(autoscaler.get("spec") instanceof ObjectNode spec)) return;
    ObjectNode annotations = annotations(autoscaler);
    keepBehavior(spec, annotations);
    removeIfEmpty(autoscaler, annotations);
  }

  /** And puts it back. */
  static void behaviorFromAnnotation(ObjectNode autoscaler) {
    ObjectNode annotations = annotations(autoscaler);
    restoreBehavior(autoscaler.withObjectProperty("spec"), annotations);
    annotations.remove(BEHAVIOR);
    removeIfEmpty(autoscaler, annotations);
  }

  private static void restoreBehavior(ObjectNode spec, ObjectNode annotations) {
    ObjectNode behavior = AutoscalerAnnotation.struct(annotations.get(BEHAVIOR));
    if (behavior != null && !behavior.isEmpty()) spec.set("behavior", behavior);
  }

  private static void keepBehavior(ObjectNode spec, ObjectNode annotations) {
    JsonNode behavior = spec.remove("behavior");
    if (behavior == null) return;
    ObjectNode kept = JSON.objectNode();
    for (String direction : List.of("scaleUp", "scaleDown")) {
      JsonNode rules = behavior.path(direction);
      kept.set(AutoscalerAnnotation.capital(direction), rules.isObject() ? keptRules(rules) : null);
    }
    annotations.put(BEHAVIOR, AutoscalerAnnotation.write(kept));
  }

  /** Of a Go struct that says nothing of JSON: names as in Go, and nothing is left out. */
  private static ObjectNode keptRules(JsonNode rules) {
    ObjectNode kept = JSON.objectNode();
    for (String field : List.of("stabilizationWindowSeconds", "selectPolicy", "tolerance")) {
      kept.set(AutoscalerAnnotation.capital(field), rules.get(field));
    }
    ArrayNode policies = JSON.arrayNode();
    for (JsonNode policy : rules.path("policies")) {
      policies
          .addObject()
          .put("Type", policy.path("type").asText())
          .put("Value", policy.path("value").asInt())
          .put("PeriodSeconds", policy.path("periodSeconds").asInt());
    }
    kept.set("Policies", policies.isEmpty() ? null : policies);
    return kept;
  }

  private static ObjectNode annotations(ObjectNode autoscaler) {
    return autoscaler.withObjectProperty("metadata").withObject("/annotations");
  }

  private static void removeIfEmpty(ObjectNode autoscaler, ObjectNode annotations) {
    if (annotations.isEmpty()) ((ObjectNode) autoscaler.get("metadata")).remove("annotations");
  }

  private static ArrayNode list(JsonNode value) {
    return value instanceof ArrayNode list ? list : JSON.arrayNode();
  }
}
