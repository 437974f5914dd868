package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.resource.PodAmounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is limited must be stated by every container, unless the Pod states it as a whole. */
final class RequiredResources {
  private RequiredResources() {}

  /**
   * @throws dev.skiff.controlplane.api.StatusException 403 if a container does not state it
   */
  static void check(AdmissionRequest request, ObjectNode quota) {
    JsonNode spec = request.object().path("spec");
    if (PodAmounts.statesItself(spec)) return;
    Map<String, Set<String>> missing = new TreeMap<>();
    for (String field : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(field)) {
        for (var limit : quota.path("spec").path("hard").properties()) {
          String name = limit.getKey();
          boolean ofLimits = name.startsWith("limits.");
          String resource = name.replaceFirst("^(limits|requests)\\.", "");
          if (!resource.equals("cpu") && !resource.equals("memory")) continue;
          String kind = ofLimits ? "limits" : "requests";
          if (PodAmounts.ofOne(container, kind).containsKey(resource)) continue;
          missing.computeIfAbsent(name, n -> new TreeSet<>()).add(container.path("name").asText());
        }
      }
    }
    if (missing.isEmpty()) return;
    String what =
        missing.entrySet().stream()
            .map(each -> each.getKey() + " for: " + String.join(",", each.getValue()))
            .collect(Collectors.joining("; "));
    String why =
        "failed quota: %s: must specify %s"
            .formatted(quota.path("metadata").path("name").asText(), what);
    throw Forbidden.of(request.type().group(), request.type().plural(), request.name(), why);
  }
}
