package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code matchLabelKeys} and {@code mismatchLabelKeys} of a new Pod: what they say with the Pod's
 * own labels goes into the selectors beside them (KEP-3633, KEP-3243).
 */
final class PodLabelKeys {
  private static final List<String> AFFINITIES = List.of("podAffinity", "podAntiAffinity");

  private PodLabelKeys() {}

  static void apply(ObjectNode pod) {
    JsonNode labels = pod.path("metadata").path("labels");
    JsonNode spec = pod.path("spec");
    for (String affinity : AFFINITIES) {
      JsonNode terms = spec.path("affinity").path(affinity);
      for (JsonNode one : terms.path("preferredDuringSchedulingIgnoredDuringExecution")) {
        term(one.path("podAffinityTerm"), labels);
      }
      for (JsonNode one : terms.path("requiredDuringSchedulingIgnoredDuringExecution")) {
        term(one, labels);
      }
    }
    for (JsonNode constraint : spec.path("topologySpreadConstraints")) term(constraint, labels);
  }

  private static void term(JsonNode term, JsonNode labels) {
    if (!(term.get("labelSelector") instanceof ObjectNode selector)) return;
    add(selector, term.path("matchLabelKeys"), "In", labels);
    add(selector, term.path("mismatchLabelKeys"), "NotIn", labels);
  }

  private static void add(ObjectNode selector, JsonNode keys, String operator, JsonNode labels) {
    for (JsonNode key : keys) {
      JsonNode value = labels.path(key.asText(""));
      if (value.isMissingNode()) continue;
      ObjectNode expression = selector.withArrayProperty("matchExpressions").addObject();
      expression.put("key", key.asText()).put("operator", operator);
      expression.putArray("values").add(value);
    }
  }
}
