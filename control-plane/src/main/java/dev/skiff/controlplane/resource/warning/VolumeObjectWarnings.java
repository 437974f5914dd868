package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** PersistentVolumes, claims and classes: annotations and kinds of volumes that are no more. */
final class VolumeObjectWarnings {
  private static final String CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final String OPTIONS = "volume.beta.kubernetes.io/mount-options";

  private VolumeObjectWarnings() {}

  static void volume(JsonNode volume, List<String> found) {
    annotation(volume, CLASS, "v1.8; use \"storageClassName\"", found);
    annotation(volume, OPTIONS, "v1.31; use \"mountOptions\"", found);
    JsonNode spec = volume.path("spec");
    if (spec.path("persistentVolumeReclaimPolicy").asText("").equals("Recycle")) {
      found.add(
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead,"
              + " the recommended approach is to use dynamic provisioning.");
    }
    JsonNode terms = spec.path("nodeAffinity").path("required").path("nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      String path = "spec.nodeAffinity.required.nodeSelectorTerms[" + i + "]";
      NodeLabels.term(path, terms.get(i), false, found);
    }
    for (String source :
        List.of("cephfs", "photonPersistentDisk", "scaleIO", "storageos", "glusterfs", "rbd")) {
      if (!spec.has(source)) continue;
      found.add(
          "spec."
              + VolumeWarnings.upstreamName(source)
              + ": "
              + VolumeWarnings.deprecation(source));
    }
  }

  static void claim(JsonNode claim, List<String> found) {
    annotation(claim, CLASS, "v1.8; use \"storageClassName\"", found);
    AmountWarnings.claim("spec", claim.path("spec"), found);
  }

  static void storageClass(JsonNode storageClass, List<String> found) {
    JsonNode topologies = storageClass.path("allowedTopologies");
    for (int i = 0; i < topologies.size(); i++) {
      JsonNode expressions = topologies.get(i).path("matchLabelExpressions");
      for (int j = 0; j < expressions.size(); j++) {
        String message = NodeLabels.deprecation(expressions.get(j).path("key").asText(""));
        if (message == null) continue;
        found.add(
            "allowedTopologies[%d].matchLabelExpressions[%d].key: %s".formatted(i, j, message));
      }
    }
  }

  private static void annotation(JsonNode object, String name, String since, List<String> found) {
    if (!object.path("metadata").path("annotations").has(name)) return;
    found.add(
        "metadata.annotations[%s]: deprecated since %s attribute instead".formatted(name, since));
  }
}
