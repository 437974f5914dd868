package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Volumes: exactly one source, which never changes, and storage as the only capacity. */
final class PersistentVolumeBehaviour implements Behaviour {
  private static final Set<String> SOURCES =
      Set.of(
          "awsElasticBlockStore",
          "azureDisk",
          "azureFile",
          "cephfs",
          "cinder",
          "csi",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "glusterfs",
          "hostPath",
          "iscsi",
          "local",
          "nfs",
          "photonPersistentDisk",
          "portworxVolume",
          "quobyte",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode status = object.withObject("/status");
    status.put("phase", "Pending");
    status.put("lastPhaseTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    ObjectNode status = object.withObject("/status");
    String before = old.at("/status/phase").asText("");
    boolean same = status.path("phase").asText("").equals(before);
    if (same) {
      if (!status.has("lastPhaseTransitionTime")
          && old.at("/status").has("lastPhaseTransitionTime")) {
        status.set("lastPhaseTransitionTime", old.at("/status/lastPhaseTransitionTime"));
      }
    } else if (status
            .path("lastPhaseTransitionTime")
            .equals(old.at("/status/lastPhaseTransitionTime"))
        || !status.has("lastPhaseTransitionTime")) {
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      status.put("lastPhaseTransitionTime", now);
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode capacity = spec.path("capacity");
    if (capacity.size() != 1 || !capacity.has("storage")) {
      errors.unsupported(
          "spec.capacity", capacity.isMissingNode() ? null : capacity, List.of("storage"));
    }
    List<String> sources = sources(spec);
    if (sources.isEmpty()) errors.required("spec", "must specify a volume type");
    for (int i = 1; i < sources.size(); i++) {
      errors.forbidden("spec." + sources.get(i), "may not specify more than 1 volume type");
    }
  }

  private static List<String> sources(JsonNode spec) {
    List<String> sources = new ArrayList<>();
    SOURCES.stream().sorted().filter(spec::has).forEach(sources::add);
    return sources;
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    for (String source : SOURCES) {
      if (source.equals("csi")) continue;
      JsonNode now = object.path("spec").path(source);
      if (now.equals(old.path("spec").path(source))) continue;
      errors.forbidden(
          "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
      return;
    }
    if (!object.at("/spec/volumeMode").equals(old.at("/spec/volumeMode"))) {
      errors.invalid("volumeMode", object.at("/spec/volumeMode"), "field is immutable");
    }
  }
}
