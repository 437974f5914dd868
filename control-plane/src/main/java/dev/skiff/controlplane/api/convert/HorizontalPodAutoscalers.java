package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code autoscaling/v1} knows one metric, the CPU utilisation; what else {@code v2} knows it
 * carries in annotations, so that nothing is lost on the way there and back. Annotations that
 * cannot be read are as if they were not there, as upstream has it.
 */
public final class HorizontalPodAutoscalers {
  private static final ObjectMapper JSON = new ObjectMapper();
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

  private HorizontalPodAutoscalers() {}

  /**
   * @param type of version 1 or 2, the other one than {@code from}
   */
  static void convert(ObjectNode autoscaler, String from, ResourceType type) {
    if (type.version().equals("v1")) toV1(autoscaler);
    else if (from.equals("autoscaling/v1")) new FromV1(autoscaler, type).convert();
  }

  /** Whether an object of version 1 has metrics in its annotation. */
  public static boolean hasOtherMetrics(ObjectNode autoscaler) {
    JsonNode metrics = parsed(autoscaler.path("metadata").path("annotations").get(METRICS));
    return metrics != null && metrics.isArray() && !metrics.isEmpty();
  }

  private static void toV1(ObjectNode autoscaler) {
    ObjectNode annotations = annotations(autoscaler);
    annotations.remove(ALL);
    if (autoscaler.get("spec") instanceof ObjectNode spec) {
      ArrayNode others = JSON.createArrayNode();
      for (JsonNode metric : list(spec.remove("metrics"))) {
        JsonNode utilization = cpuUtilization(metric, "target");
        if (utilization.isMissingNode()) others.add(metric);
        else if (!spec.has(TARGET)) spec.set(TARGET, utilization);
      }
      AutoscalerMetrics.flattenTargets(others);
      if (!others.isEmpty()) annotations.put(METRICS, GoText.of(others));
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
      if (!current.isEmpty()) annotations.put(CURRENT, GoText.of(current));
      ArrayNode conditions = list(status.remove("conditions"));
      if (!conditions.isEmpty()) annotations.put(CONDITIONS, GoText.of(conditions));
    }
    removeIfEmpty(autoscaler, annotations);
  }

  private static JsonNode cpuUtilization(JsonNode metric, String value) {
    boolean cpu =
        metric.path("type").asText().equals("Resource")
            && metric.at("/resource/name").asText().equals("cpu");
    return metric.at(cpu ? "/resource/" + value + "/averageUtilization" : "/none");
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
    JsonNode behavior = behavior(annotations.remove(BEHAVIOR));
    if (!behavior.isEmpty()) autoscaler.withObject("/spec").set("behavior", behavior);
    removeIfEmpty(autoscaler, annotations);
  }

  private static void keepBehavior(ObjectNode spec, ObjectNode annotations) {
    JsonNode behavior = spec.remove("behavior");
    if (behavior == null) return;
    ObjectNode kept = JSON.createObjectNode();
    for (String direction : List.of("scaleUp", "scaleDown")) {
      JsonNode rules = behavior.path(direction);
      kept.set(capital(direction), rules.isObject() ? keptRules(rules) : null);
    }
    annotations.put(BEHAVIOR, GoText.of(kept));
  }

  /** Of a Go struct that says nothing of JSON: names as in Go, and nothing is left out. */
  private static ObjectNode keptRules(JsonNode rules) {
    ObjectNode kept = JSON.createObjectNode();
    for (String field : List.of("stabilizationWindowSeconds", "selectPolicy", "tolerance")) {
      kept.set(capital(field), rules.get(field));
    }
    ArrayNode policies = JSON.createArrayNode();
    for (JsonNode policy : rules.path("policies")) {
      ObjectNode keptPolicy = policies.addObject();
      policy
          .properties()
          .forEach(field -> keptPolicy.set(capital(field.getKey()), field.getValue()));
    }
    kept.set("Policies", policies.isEmpty() ? null : policies);
    return kept;
  }

  private static String capital(String field) {
    return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
  }

  /** What {@link #keepBehavior} kept; older clients wrote it with names as in JSON. */
  private static ObjectNode behavior(JsonNode text) {
    return parsed(text) instanceof ObjectNode kept
        ? (ObjectNode) jsonNames(kept)
        : JSON.createObjectNode();
  }

  private static JsonNode jsonNames(JsonNode kept) {
    if (kept instanceof ArrayNode list) {
      ArrayNode elements = JSON.createArrayNode();
      for (JsonNode element : list) elements.add(jsonNames(element));
      return elements;
    }
    if (!kept.isObject()) return kept;
    ObjectNode named = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : kept.properties()) {
      if (field.getValue().isNull() || field.getKey().isEmpty()) continue;
      String name = field.getKey();
      named.set(
          name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
          jsonNames(field.getValue()));
    }
    return named;
  }

  /** One conversion to version 2. */
  private record FromV1(ObjectNode autoscaler, ResourceType type) {
    void convert() {
      ObjectNode annotations = annotations(autoscaler);
      if (autoscaler.get("spec") instanceof ObjectNode spec) {
        ArrayNode metrics = JSON.createArrayNode();
        if (parsed(annotations.get(METRICS)) instanceof ArrayNode others) {
          AutoscalerMetrics.nestTargets(others);
          metrics.addAll(list(readable("spec", "metrics", others)));
        }
        JsonNode target = spec.remove(TARGET);
        if (target != null) {
          cpu(metrics, "target").put("type", "Utilization").set("averageUtilization", target);
        }
        if (!metrics.isEmpty()) spec.set("metrics", metrics);
        JsonNode behavior = readable("spec", "behavior", behavior(annotations.get(BEHAVIOR)));
        if (!behavior.isEmpty()) spec.set("behavior", behavior);
      }
      if (autoscaler.get("status") instanceof ObjectNode status) status(status, annotations);
      annotations.remove(ALL);
      removeIfEmpty(autoscaler, annotations);
    }

    private void status(ObjectNode status, ObjectNode annotations) {
      JsonNode utilization = status.remove(CURRENT_TARGET);
      status.putNull("currentMetrics");
      if (utilization != null) {
        ArrayNode metrics = JSON.createArrayNode();
        cpu(metrics, "current").set("averageUtilization", utilization);
        status.set("currentMetrics", metrics);
      }
      if (parsed(annotations.get(CURRENT)) instanceof ArrayNode current) {
        AutoscalerMetrics.nestCurrent(current);
        JsonNode metrics = readable("status", "currentMetrics", current);
        if (metrics.isArray()) status.set("currentMetrics", metrics);
      }
      if (parsed(annotations.get(CONDITIONS)) instanceof ArrayNode conditions) {
        JsonNode read = readable("status", "conditions", conditions);
        if (read.isArray()) status.set("conditions", read);
      }
    }

    /** What of a value the type has a place for; missing if it is of another shape. */
    private JsonNode readable(String part, String field, JsonNode value) {
      ObjectNode candidate = JSON.createObjectNode();
      candidate.putObject(part).set(field, value);
      try {
        return ObjectDecoder.conform(candidate, type, FieldValidation.IGNORE)
            .object()
            .path(part)
            .path(field);
      } catch (StatusException otherShape) {
        return JSON.missingNode();
      }
    }
  }

  /** Adds the CPU's metric; what it returns holds its value. */
  private static ObjectNode cpu(ArrayNode metrics, String value) {
    ObjectNode resource = metrics.addObject().put("type", "Resource").putObject("resource");
    return resource.put("name", "cpu").putObject(value);
  }

  private static ObjectNode annotations(ObjectNode autoscaler) {
    return autoscaler.withObjectProperty("metadata").withObject("/annotations");
  }

  private static void removeIfEmpty(ObjectNode autoscaler, ObjectNode annotations) {
    if (annotations.isEmpty()) ((ObjectNode) autoscaler.get("metadata")).remove("annotations");
  }

  private static ArrayNode list(JsonNode value) {
    return value instanceof ArrayNode list ? list : JSON.createArrayNode();
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
