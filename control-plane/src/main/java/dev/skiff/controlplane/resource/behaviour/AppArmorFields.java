package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.AppArmorAnnotations;
import java.util.List;
import java.util.Optional;

/**
 * AppArmor annotations of a new Pod become the fields that say the same (KEP-24, version skew):
 * node agents look at fields alone.
 */
final class AppArmorFields {
  private AppArmorFields() {}

  static void apply(ObjectNode pod) {
    JsonNode annotations = pod.path("metadata").path("annotations");
    JsonNode spec = pod.path("spec");
    if (annotations.isEmpty() || spec.path("os").path("name").asText("").equals("windows")) return;
    JsonNode ofPod = spec.path("securityContext").path("appArmorProfile");
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        String key = AppArmorAnnotations.PREFIX + container.path("name").asText("");
        if (!annotations.has(key) || container.path("securityContext").has("appArmorProfile")) {
          continue;
        }
        Optional<ObjectNode> profile =
            AppArmorAnnotations.field(annotations.path(key).asText(""))
                .filter(one -> !one.equals(ofPod));
        profile.ifPresent(
            one ->
                ((ObjectNode) container)
                    .withObject("/securityContext")
                    .set("appArmorProfile", one));
      }
    }
  }
}
