package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for the volumes of a Pod. */
final class VolumeRules {
  /** The sources, in the order in which they are looked at. */
  private static final List<String> KINDS =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  /** What upstream's messages call some of them. */
  private static final Map<String, String> MISNAMED =
      Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

  private static final int LONGEST_PORTAL = 64;
  private static final String PORTAL =
      "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
          + " iscsi.initiatorName is specified.";

  private final String path;
  private final FieldErrors errors;
  private final VolumeSourceRules sources;
  private final ProjectionRules projections;

  VolumeRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
    this.sources = new VolumeSourceRules(errors);
    this.projections = new ProjectionRules(errors);
  }

  /**
   * Gives the volumes that are valid, by name.
   *
   * @param pod the Pod's name, empty for templates
   */
  Map<String, JsonNode> check(JsonNode volumes, String pod) {
    Map<String, JsonNode> valid = new HashMap<>();
    Set<String> claims = new HashSet<>();
    for (JsonNode volume : volumes) {
      if (volume.has("ephemeral")) claims.add(pod + "-" + volume.path("name").asText(""));
    }
    for (int i = 0; i < volumes.size(); i++) {
      JsonNode volume = volumes.get(i);
      String field = path + "[" + i + "]";
      String name = volume.path("name").asText("");
      int before = errors.all().size();
      if (name.isEmpty()) {
        errors.required(field + ".name");
      } else {
        Names.label(name).forEach(one -> errors.invalid(field + ".name", name, one));
        if (valid.containsKey(name)) errors.duplicate(field + ".name", name);
      }
      source(field, volume, pod);
      if (errors.all().size() == before) valid.put(name, volume);
      String claim = volume.path("persistentVolumeClaim").path("claimName").asText("");
      if (!pod.isEmpty() && claims.contains(claim)) {
        errors.invalid(
            field + ".persistentVolumeClaim.claimName",
            claim,
            "must not reference a PVC that gets created for an ephemeral volume");
      }
    }
    return valid;
  }

  /** A volume has one source; of others nothing is looked at. */
  private void source(String field, JsonNode volume, String pod) {
    int found = 0;
    for (String kind : KINDS) {
      JsonNode source = volume.path(kind);
      if (!source.isObject()) continue;
      if (found++ > 0) {
        errors.forbidden(
            field + "." + MISNAMED.getOrDefault(kind, kind),
            "may not specify more than 1 volume type");
      } else {
        source(field, kind, source);
        if (kind.equals("ephemeral")) claimName(field, volume.path("name").asText(""), pod);
      }
      if (kind.equals("iscsi")) portal(field, volume.path("name").asText(""), source);
    }
    if (found == 0) errors.required(field, "must specify a volume type");
  }

  private void source(String field, String kind, JsonNode of) {
    String source = field + "." + kind;
    sources.check(field, kind, of);
    switch (kind) {
      case "secret", "configMap" -> {
        projections.mode(source + ".defaultMode", of.path("defaultMode"));
        projections.keys(source, of.path("items"));
      }
      case "downwardAPI" -> {
        projections.mode(source + ".defaultMode", of.path("defaultMode"));
        projections.downward(source, of.path("items"));
      }
      case "emptyDir" -> emptyDir(source, of);
      case "projected" -> {
        projections.mode(source + ".defaultMode", of.path("defaultMode"));
        projections.check(source, of.path("sources"));
      }
      case "ephemeral" -> {
        JsonNode template = of.path("volumeClaimTemplate");
        if (!template.isObject()) errors.required(source + ".volumeClaimTemplate");
        ClaimSpecRules.template(source + ".volumeClaimTemplate", template, errors);
      }
      default -> {}
    }
  }

  /** The claim that is made for a Pod is named after both. */
  private void claimName(String field, String volume, String pod) {
    if (volume.isEmpty() || pod.isEmpty()) return;
    String claim = pod + "-" + volume;
    for (String wrong : Names.subdomain(claim)) {
      errors.invalid(field + ".name", volume, "PVC name " + GoText.quote(claim) + ": " + wrong);
    }
  }

  private void portal(String field, String volume, JsonNode iscsi) {
    String name = volume + ":" + iscsi.path("targetPortal").asText("");
    if (iscsi.has("initiatorName") && GoText.bytes(name) > LONGEST_PORTAL) {
      errors.invalid(field + ".name", volume, PORTAL);
    }
  }

  private void emptyDir(String source, JsonNode emptyDir) {
    String limit = emptyDir.path("sizeLimit").asText("");
    if (!limit.isEmpty() && Quantity.parse(limit).value().signum() < 0) {
      errors.forbidden(source + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
    }
  }
}
