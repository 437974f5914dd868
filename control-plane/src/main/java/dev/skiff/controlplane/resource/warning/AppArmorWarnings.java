package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.AppArmorAnnotations;
import java.util.List;

/** Annotations that name AppArmor profiles: there are fields for that. */
final class AppArmorWarnings {
  private AppArmorWarnings() {}

  /** A new Pod, whose annotations have not become fields yet; on Windows they mean nothing. */
  static void pod(JsonNode pod, List<String> found) {
    JsonNode annotations = pod.path("metadata").path("annotations");
    JsonNode spec = pod.path("spec");
    if (annotations.isEmpty() || spec.path("os").path("name").asText("").equals("windows")) return;
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode one : spec.path(list)) container("", spec, one, annotations, found);
    }
  }

  /**
   * A container of a Pod or of a template.
   *
   * @param prefix empty, or the path of the template with a dot
   */
  static void container(
      String prefix, JsonNode spec, JsonNode container, JsonNode annotations, List<String> found) {
    String key = AppArmorAnnotations.PREFIX + container.path("name").asText("");
    if (!annotations.has(key) || container.path("securityContext").has("appArmorProfile")) return;
    JsonNode ofPod = spec.path("securityContext").path("appArmorProfile");
    boolean saidByPod =
        AppArmorAnnotations.field(annotations.path(key).asText(""))
            .filter(one -> one.equals(ofPod))
            .isPresent();
    if (saidByPod) return;
    found.add(
        "%smetadata.annotations[%s]: deprecated since v1.30; use the \"appArmorProfile\" field instead"
            .formatted(prefix, key));
  }
}
