package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.UntrustedJson;

/**
 * {@code autoscaling/v1} knows one metric, the CPU utilisation; what else {@code v2} knows it
 * carries in annotations, so that nothing is lost on the way there and back.
 */
public final class HorizontalPodAutoscalers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The annotation of version 1 that keeps what only version 2 can say. */
  public static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";

  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
  private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
  private static final String CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
  private static final String TARGET = "targetCPUUtilizationPercentage";
  private static final String CURRENT_TARGET = "currentCPUUtilizationPercentage";

  private HorizontalPodAutoscalers() {}

  static void convert(ObjectNode autoscaler, String from, String to) {
    if (to.equals("autoscaling/v1")) toV1(autoscaler);
    else if (from.equals("autoscaling/v1")) fromV1(autoscaler);
  }

  private static void toV1(ObjectNode autoscaler) {
    ObjectNode annotations = autoscaler.withObjectProperty("metadata").withObject("/annotations");
    if (autoscaler.get("spec") instanceof ObjectNode spec) {
      ArrayNode others = cpuOut(spec, "metrics", "target", spec, TARGET);
      if (!others.isEmpty()) annotations.put(METRICS, others.toString());
      JsonNode behavior = spec.remove("behavior");
      if (behavior != null) annotations.put(BEHAVIOR, behavior.toString());
    }
    if (autoscaler.get("status") instanceof ObjectNode status) {
      ArrayNode others = cpuOut(status, "currentMetrics", "current", status, CURRENT_TARGET);
      if (!others.isEmpty()) annotations.put(CURRENT, others.toString());
      JsonNode conditions = status.remove("conditions");
      if (conditions != null) annotations.put(CONDITIONS, conditions.toString());
    }
    if (annotations.isEmpty()) ((ObjectNode) autoscaler.get("metadata")).remove("annotations");
  }

  /** Keeps the behaviour, which older versions have no field for. */
  static void behaviorToAnnotation(ObjectNode autoscaler) {
    if (!(autoscaler.get("spec") instanceof ObjectNode spec)) return;
    JsonNode behavior = spec.remove("behavior");
    if (behavior == null) return;
    autoscaler
        .withObjectProperty("metadata")
        .withObject("/annotations")
        .put(BEHAVIOR, behavior.toString());
  }

  /** And puts it back. */
  static void behaviorFromAnnotation(ObjectNode autoscaler) {
    if (!(autoscaler.at("/metadata/annotations") instanceof ObjectNode annotations)) return;
    JsonNode behavior = parsed(annotations.remove(BEHAVIOR));
    if (behavior instanceof ObjectNode) autoscaler.withObject("/spec").set("behavior", behavior);
    if (annotations.isEmpty()) ((ObjectNode) autoscaler.get("metadata")).remove("annotations");
  }

  /**
   * Takes the metrics list away; the CPU utilisation goes into a field, the others are returned.
   */
  private static ArrayNode cpuOut(
      ObjectNode from, String list, String value, ObjectNode to, String field) {
    ArrayNode others = JSON.createArrayNode();
    JsonNode metrics = from.remove(list);
    if (metrics == null) return others;
    for (JsonNode metric : metrics) {
      JsonNode utilization = metric.at("/resource/" + value + "/averageUtilization");
      boolean cpu = metric.at("/resource/name").asText().equals("cpu") && utilization.isNumber();
      if (cpu && !to.has(field)) to.set(field, utilization);
      else others.add(metric);
    }
    return others;
  }

  private static void fromV1(ObjectNode autoscaler) {
    ObjectNode annotations =
        autoscaler.path("metadata").get("annotations") instanceof ObjectNode present
            ? present
            : JSON.createObjectNode();
    if (autoscaler.get("spec") instanceof ObjectNode spec) {
      cpuIn(spec, "metrics", "target", spec.remove(TARGET), annotations.remove(METRICS));
      JsonNode behavior = parsed(annotations.remove(BEHAVIOR));
      if (behavior != null) spec.set("behavior", behavior);
    }
    if (autoscaler.get("status") instanceof ObjectNode status) {
      JsonNode current = status.remove(CURRENT_TARGET);
      cpuIn(status, "currentMetrics", "current", current, annotations.remove(CURRENT));
      JsonNode conditions = parsed(annotations.remove(CONDITIONS));
      if (conditions != null) status.set("conditions", conditions);
    }
  }

  private static void cpuIn(
      ObjectNode to, String list, String value, JsonNode utilization, JsonNode others) {
    ArrayNode metrics = JSON.createArrayNode();
    if (utilization != null) {
      ObjectNode resource = metrics.addObject().put("type", "Resource").putObject("resource");
      ObjectNode amount = resource.put("name", "cpu").putObject(value);
      if (value.equals("target")) amount.put("type", "Utilization");
      amount.set("averageUtilization", utilization);
    }
    if (parsed(others) instanceof ArrayNode array) metrics.addAll(array);
    if (!metrics.isEmpty()) to.set(list, metrics);
    else if (list.equals("currentMetrics")) to.putNull(list);
  }

  private static JsonNode parsed(JsonNode text) {
    if (text == null) return null;
    try {
      return UntrustedJson.tree(text.asText());
    } catch (JsonProcessingException notOurs) {
      return null;
    }
  }
}
