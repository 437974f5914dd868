package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether a quota with scopes concerns a Pod. Quotas with scopes concern Pods only. */
final class QuotaScopes {
  private QuotaScopes() {}

  static boolean any(JsonNode quota) {
    JsonNode spec = quota.path("spec");
    return !spec.path("scopes").isEmpty()
        || !spec.path("scopeSelector").path("matchExpressions").isEmpty();
  }

  static boolean match(JsonNode quota, JsonNode pod) {
    for (JsonNode scope : quota.path("spec").path("scopes")) {
      if (!holds(scope.asText(), pod)) return false;
    }
    for (JsonNode each : quota.path("spec").path("scopeSelector").path("matchExpressions")) {
      if (!expression(each, pod)) return false;
    }
    return true;
  }

  private static boolean expression(JsonNode expression, JsonNode pod) {
    String scope = expression.path("scopeName").asText();
    if (!scope.equals("PriorityClass")) return holds(scope, pod);
    String name = pod.path("spec").path("priorityClassName").asText();
    boolean among = false;
    for (JsonNode value : expression.path("values")) among |= value.asText().equals(name);
    return switch (expression.path("operator").asText()) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> !name.isEmpty();
      case "DoesNotExist" -> name.isEmpty();
      default -> false;
    };
  }

  private static boolean holds(String scope, JsonNode pod) {
    boolean terminating = pod.path("spec").path("activeDeadlineSeconds").asLong(-1) >= 0;
    return switch (scope) {
      case "Terminating" -> terminating;
      case "NotTerminating" -> !terminating;
      case "BestEffort" -> bestEffort(pod);
      case "NotBestEffort" -> !bestEffort(pod);
      case "PriorityClass" -> !pod.path("spec").path("priorityClassName").asText().isEmpty();
      case "CrossNamespacePodAffinity" -> crossesNamespaces(pod);
      default -> false;
    };
  }

  private static boolean bestEffort(JsonNode pod) {
    for (String field : List.of("initContainers", "containers")) {
      for (JsonNode container : pod.path("spec").path(field)) {
        JsonNode resources = container.path("resources");
        for (String kind : List.of("requests", "limits")) {
          if (resources.path(kind).has("cpu") || resources.path(kind).has("memory")) return false;
        }
      }
    }
    return true;
  }

  private static boolean crossesNamespaces(JsonNode pod) {
    for (JsonNode term : pod.path("spec").path("affinity").findParents("topologyKey")) {
      if (!term.path("namespaces").isEmpty() || term.has("namespaceSelector")) return true;
    }
    return false;
  }
}
