package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Where a PersistentVolume's data is; also of one that a VolumeAttachment has inside. */
public final class PersistentVolumeSources {
  /** In the order in which they are looked at: the first is the one that may be there. */
  public static final List<String> ALL =
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

  private PersistentVolumeSources() {}

  /** There is one; of others, save one that is flexible, nothing is looked at. */
  public static void check(String field, JsonNode spec, FieldErrors errors) {
    VolumeSourceRules rules = new VolumeSourceRules(errors, true);
    int found = 0;
    for (String kind : ALL) {
      if (!spec.path(kind).isObject()) continue;
      if (found++ > 0 && !kind.equals("flexVolume")) {
        String named = kind.equals("cephfs") ? "cephFS" : kind;
        errors.forbidden(field + "." + named, "may not specify more than 1 volume type");
        continue;
      }
      rules.check(field, kind, spec.path(kind));
      if (kind.equals("local") && !spec.path("nodeAffinity").isObject()) {
        errors.required(field + ".nodeAffinity", "Local volume requires node affinity");
      }
    }
    if (found == 0) errors.required(field, "must specify a volume type");
  }
}
