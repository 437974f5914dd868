package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A volume that is inside of a VolumeAttachment, for drivers that stand in for what once was part
 * of Kubernetes: it has a CSI driver, and nothing that is about claims.
 */
final class InlineVolumeRules {
  private static final String NOT_INLINE = "may not be specified in the context of inline volumes";
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  /** In the order in which they are looked at: the first is the one that may be there. */
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private InlineVolumeRules() {}

  static void check(String field, JsonNode spec, FieldErrors errors) {
    for (String name : List.of("claimRef", "nodeAffinity")) {
      if (spec.has(name)) errors.forbidden(field + "." + name, NOT_INLINE);
    }
    for (String name : List.of("capacity", "storageClassName")) {
      if (!FieldCheck.absent(spec.path(name))) errors.forbidden(field + "." + name, NOT_INLINE);
    }
    only("persistentVolumeReclaimPolicy", "may only be Retain", "Retain", field, spec, errors);
    only(
        "volumeMode",
        "may not specify volumeMode other than Filesystem",
        "Filesystem",
        field,
        spec,
        errors);
    accessModes(field + ".accessModes", spec.path("accessModes"), errors);
    sources(field, spec, errors);
  }

  private static void only(
      String name, String what, String value, String field, JsonNode spec, FieldErrors errors) {
    if (spec.path(name).asText(value).equals(value)) return;
    errors.forbidden(field + "." + name, what + " in the context of inline volumes");
  }

  private static void accessModes(String field, JsonNode modes, FieldErrors errors) {
    if (modes.isEmpty()) errors.required(field);
    boolean oncePod = false;
    boolean other = false;
    for (JsonNode mode : modes) {
      String name = mode.asText("");
      if (!ACCESS_MODES.contains(name)) errors.unsupported(field, name, ACCESS_MODES);
      else if (name.equals("ReadWriteOncePod")) oncePod = true;
      else other = true;
    }
    if (oncePod && other) {
      errors.forbidden(field, "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void sources(String field, JsonNode spec, FieldErrors errors) {
    List<String> there = SOURCES.stream().filter(spec::has).toList();
    if (there.isEmpty()) errors.required(field, "must specify a volume type");
    there.stream()
        .skip(1)
        .forEach(
            source ->
                errors.forbidden(field + "." + source, "may not specify more than 1 volume type"));
    if (!spec.has("csi")) {
      errors.required(field + ".csi", "has to be specified in the context of inline volumes");
    } else if (there.size() == 1) {
      JsonNode csi = spec.path("csi");
      DeviceNames.driver(field + ".csi.driver", csi.path("driver"), errors);
      if (csi.path("volumeHandle").asText("").isEmpty()) {
        errors.required(field + ".csi.volumeHandle");
      }
    }
  }
}
