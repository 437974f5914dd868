package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;

/**
 * Adds to a Pod what its runtime class costs and where it runs. Upstream's {@code RuntimeClass}.
 */
@Singleton
public final class RuntimeClassPlugin implements AdmissionPlugin {
  private final ClusterState state;

  RuntimeClassPlugin(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!Pods.created(request)) return;
    ObjectNode spec = Pods.spec(request);
    String name = spec.path("runtimeClassName").asText();
    if (name.isEmpty()) return;
    ObjectNode found =
        state
            .get("runtimeclasses.node.k8s.io", "", name)
            .orElseThrow(
                () ->
                    Refusal.forbidden(
                        request, "pod rejected: RuntimeClass \"%s\" not found".formatted(name)));
    JsonNode overhead = found.path("overhead").path("podFixed");
    if (overhead.isObject()) {
      if (spec.path("overhead").isObject() && !spec.path("overhead").equals(overhead)) {
        throw Refusal.forbidden(
            request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      spec.set("overhead", overhead.deepCopy());
    }
    schedule(request, spec, found.path("scheduling"));
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!Pods.created(request)) return;
    ObjectNode spec = Pods.spec(request);
    if (spec.path("runtimeClassName").asText().isEmpty() && !spec.path("overhead").isEmpty()) {
      throw Refusal.forbidden(
          request,
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }

  private static void schedule(AdmissionRequest request, ObjectNode spec, JsonNode scheduling) {
    for (var label : scheduling.path("nodeSelector").properties()) {
      ObjectNode selector = spec.withObject("/nodeSelector");
      JsonNode present = selector.get(label.getKey());
      if (present != null && !present.equals(label.getValue())) {
        throw Refusal.forbidden(
            request,
            "pod rejected: conflict: runtimeClass.scheduling.nodeSelector[%s] = %s; pod.spec.nodeSelector[%s] = %s"
                .formatted(
                    label.getKey(), label.getValue().asText(), label.getKey(), present.asText()));
      }
      selector.set(label.getKey(), label.getValue());
    }
    for (JsonNode toleration : scheduling.path("tolerations")) {
      ArrayNode tolerations = Pods.array(spec, "tolerations");
      boolean present = false;
      for (JsonNode each : tolerations) present |= each.equals(toleration);
      if (!present) tolerations.add(toleration.deepCopy());
    }
  }
}
