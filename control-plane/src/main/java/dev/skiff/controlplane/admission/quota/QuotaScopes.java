package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.PodAmounts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a quota with scopes concerns an object: a Pod, or a claim of a class of attributes. */
final class QuotaScopes {
  private QuotaScopes() {}

  static boolean any(JsonNode quota) {
    JsonNode spec = quota.path("spec");
    return !spec.path("scopes").isEmpty()
        || !spec.path("scopeSelector").path("matchExpressions").isEmpty();
  }

  /** Whether quotas with scopes can concern objects of a resource at all. */
  static boolean concern(String resource) {
    return resource.equals("pods") || resource.equals("persistentvolumeclaims");
  }

  static boolean match(JsonNode quota, String resource, JsonNode object) {
    if (!concern(resource)) return false;
    for (JsonNode scope : quota.path("spec").path("scopes")) {
      if (!holds(scope.asText(), resource, object)) return false;
    }
    for (JsonNode each : quota.path("spec").path("scopeSelector").path("matchExpressions")) {
      if (!expression(each, resource, object)) return false;
    }
    return true;
  }

  private static boolean expression(JsonNode expression, String resource, JsonNode object) {
    String scope = expression.path("scopeName").asText();
    if (scope.equals("PriorityClass") && resource.equals("pods")) {
      String name = object.path("spec").path("priorityClassName").asText();
      return selects(expression, name.isEmpty() ? Set.of() : Set.of(name));
    }
    if (scope.equals("VolumeAttributesClass") && resource.equals("persistentvolumeclaims")) {
      return selects(expression, attributesClasses(object));
    }
    return holds(scope, resource, object);
  }

  private static boolean selects(JsonNode expression, Set<String> names) {
    boolean among = false;
    for (JsonNode value : expression.path("values")) among |= names.contains(value.asText());
    return switch (expression.path("operator").asText()) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> !names.isEmpty();
      case "DoesNotExist" -> names.isEmpty();
      default -> false;
    };
  }

  /** The class that a claim asks for, the one that it has, and the one that it changes to. */
  private static Set<String> attributesClasses(JsonNode claim) {
    Set<String> names = new TreeSet<>();
    names.add(claim.at("/spec/volumeAttributesClassName").asText());
    names.add(claim.at("/status/currentVolumeAttributesClassName").asText());
    names.add(claim.at("/status/modifyVolumeStatus/targetVolumeAttributesClassName").asText());
    names.remove("");
    return names;
  }

  private static boolean holds(String scope, String resource, JsonNode object) {
    if (resource.equals("pods")) return ofPod(scope, object);
    return scope.equals("VolumeAttributesClass") && !attributesClasses(object).isEmpty();
  }

  private static boolean ofPod(String scope, JsonNode pod) {
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
    if (PodAmounts.statesItself(pod.path("spec"))) return false;
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
