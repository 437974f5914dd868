package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A volume that is inside of a VolumeAttachment, for drivers that stand in for what once was part
 * of Kubernetes: it has a CSI driver, and nothing that is about claims.
 */
final class InlineVolumeRules {
  private static final String NOT_INLINE = "may not be specified in the context of inline volumes";

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
    if (spec.path("accessModes").isEmpty()) errors.required(field + ".accessModes");
    ClaimSpecRules.accessModes(field + ".accessModes", spec.path("accessModes"), errors);
    if (!spec.has("csi")) {
      errors.required(field + ".csi", "has to be specified in the context of inline volumes");
    }
    PersistentVolumeSources.check(field, spec, errors);
  }

  private static void only(
      String name, String what, String value, String field, JsonNode spec, FieldErrors errors) {
    if (spec.path(name).asText(value).equals(value)) return;
    errors.forbidden(field + "." + name, what + " in the context of inline volumes");
  }
}
