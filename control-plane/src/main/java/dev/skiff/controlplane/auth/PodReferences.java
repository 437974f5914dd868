package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;

/** Which objects of its namespace a Pod refers to. */
public final class PodReferences {
  private PodReferences() {}

  /**
   * Shows the resource (secrets, configmaps, persistentvolumeclaims) and name of each; the same may
   * come several times.
   */
  public static void visit(ObjectNode pod, BiConsumer<String, String> visitor) {
    JsonNode spec = pod.path("spec");
    for (JsonNode secret : spec.path("imagePullSecrets")) {
      visit("secrets", secret.path("name"), visitor);
    }
    for (String kind : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode container : spec.path(kind)) environment(container, visitor);
    }
    for (JsonNode volume : spec.path("volumes")) volume(volume, pod, visitor);
  }

  private static void environment(JsonNode container, BiConsumer<String, String> visitor) {
    for (JsonNode source : container.path("envFrom")) {
      visit("configmaps", source.path("configMapRef").path("name"), visitor);
      visit("secrets", source.path("secretRef").path("name"), visitor);
    }
    for (JsonNode variable : container.path("env")) {
      JsonNode from = variable.path("valueFrom");
      visit("configmaps", from.path("configMapKeyRef").path("name"), visitor);
      visit("secrets", from.path("secretKeyRef").path("name"), visitor);
    }
  }

  private static void volume(JsonNode volume, ObjectNode pod, BiConsumer<String, String> visitor) {
    visit("configmaps", volume.path("configMap").path("name"), visitor);
    visit("secrets", volume.path("secret").path("secretName"), visitor);
    visit("secrets", volume.path("azureFile").path("secretName"), visitor);
    visit(
        "persistentvolumeclaims", volume.path("persistentVolumeClaim").path("claimName"), visitor);
    if (volume.has("ephemeral")) {
      String claim =
          pod.path("metadata").path("name").asText() + "-" + volume.path("name").asText();
      visitor.accept("persistentvolumeclaims", claim);
    }
    for (JsonNode source : volume.path("projected").path("sources")) {
      visit("configmaps", source.path("configMap").path("name"), visitor);
      visit("secrets", source.path("secret").path("name"), visitor);
    }
    for (JsonNode driver : volume) {
      visit("secrets", driver.path("secretRef").path("name"), visitor);
      visit("secrets", driver.path("nodePublishSecretRef").path("name"), visitor);
    }
  }

  private static void visit(String resource, JsonNode name, BiConsumer<String, String> visitor) {
    if (name.isTextual() && !name.asText().isEmpty()) visitor.accept(resource, name.asText());
  }
}
