package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which Pods that are not ready may be evicted without a disruption being counted, by a budget's
 * unhealthyPodEvictionPolicy (KEP-3017).
 */
final class UnhealthyPods {
  private UnhealthyPods() {}

  /** Whether a Pod disrupts nobody, whatever its budget allows. */
  static boolean mayGo(ObjectNode pod, ObjectNode budget) {
    if (ready(pod)) return false;
    String policy = budget.at("/spec/unhealthyPodEvictionPolicy").asText("");
    return policy.equals("AlwaysAllow") || healthy(budget.path("status"));
  }

  /** Whether as many Pods as there should be are ready without it. */
  private static boolean healthy(JsonNode status) {
    int desired = status.path("desiredHealthy").asInt();
    return desired > 0 && status.path("currentHealthy").asInt() >= desired;
  }

  private static boolean ready(ObjectNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText("").equals("Ready")) {
        return condition.path("status").asText("").equals("True");
      }
    }
    return false;
  }
}
