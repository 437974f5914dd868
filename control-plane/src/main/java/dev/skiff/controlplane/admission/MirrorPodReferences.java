package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.PodReferences;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of the API a Pod refers to; a mirror Pod must refer to nothing. In upstream's words. */
final class MirrorPodReferences {
  private static final Map<String, String> VOLUMES =
      Map.of(
          "configMap", "configmaps (via configmap volumes)",
          "secret", "secrets (via secret volumes)",
          "csi", "csidrivers (via CSI volumes)",
          "glusterfs", "endpoints (via glusterFS volumes)",
          "persistentVolumeClaim", "persistentvolumeclaims",
          "ephemeral", "persistentvolumeclaims (via ephemeral volumes)",
          "azureFile", "secrets (via azureFile volumes)");

  private static final Map<String, String> SOURCES =
      Map.of(
          "configMap", "configmaps (via projected volumes)",
          "secret", "secrets (via projected volumes)",
          "serviceAccountToken", "serviceaccounts (via projected volumes)",
          "clusterTrustBundle", "clustertrustbundles",
          "podCertificate", "podcertificates");

  private MirrorPodReferences() {}

  /** Empty if there is none. */
  static String first(ObjectNode pod) {
    JsonNode spec = pod.path("spec");
    if (!spec.path("serviceAccountName").asText().isEmpty()) return "serviceaccounts";
    Set<String> named = new HashSet<>();
    PodReferences.visit(pod, (resource, name) -> named.add(resource));
    for (String resource : List.of("secrets", "configmaps")) {
      if (named.contains(resource)) return resource;
    }
    if (!spec.path("resourceClaims").isEmpty()) return "resourceclaims";
    for (JsonNode volume : spec.path("volumes")) {
      String found = of(volume, VOLUMES);
      for (JsonNode source : volume.path("projected").path("sources")) {
        if (found.isEmpty()) found = of(source, SOURCES);
      }
      if (!found.isEmpty()) return found;
    }
    return "";
  }

  private static String of(JsonNode volume, Map<String, String> kinds) {
    for (String kind : (Iterable<String>) volume::fieldNames) {
      if (kinds.containsKey(kind) && !volume.path(kind).isNull()) return kinds.get(kind);
    }
    return "";
  }
}
