package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.ClaimSpecRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.PersistentVolumeSources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Volumes: exactly one source, which never changes, and storage as the only capacity. */
final class PersistentVolumeBehaviour implements Behaviour {
  private static final int LONGEST_PORTAL = 64;
  private static final String EXPANSION_SECRET = "controllerExpandSecretRef";
  private static final String ATTRIBUTES_CLASS = "volumeAttributesClassName";

  /** Labels of nodes that were in beta, and what they are called since. */
  private static final Map<String, String> NEWER_LABELS =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/arch", "kubernetes.io/arch",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

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
    ClaimSpecRules.accessModes("spec.accessModes", spec.path("accessModes"), errors);
    capacity(spec.path("capacity"), errors);
    PersistentVolumeSources.check("spec", spec, errors);
    String name = object.at("/metadata/name").asText("");
    String portal = spec.at("/iscsi/targetPortal").asText("");
    if (spec.at("/iscsi").has("initiatorName")
        && name.length() + 1 + portal.length() > LONGEST_PORTAL) {
      errors.invalid(
          "spec.iscsi.targetportal",
          portal,
          "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
              + " iscsi.initiatorName is specified.");
    }
    if (root(spec.at("/hostPath/path").asText(""))
        && spec.path("persistentVolumeReclaimPolicy").asText("").equals("Recycle")) {
      errors.forbidden(
          "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
    }
  }

  private static void capacity(JsonNode capacity, FieldErrors errors) {
    if (capacity.size() != 1 || !capacity.has("storage")) {
      errors.unsupported(
          "spec.capacity", capacity.isMissingNode() ? null : capacity, List.of("storage"));
    }
    for (var amount : capacity.properties()) {
      String field = "spec.capacity[" + amount.getKey() + "]";
      BigDecimal value = Quantity.parse(amount.getValue().asText()).value();
      if (value.signum() < 0) {
        long shown = value.setScale(0, RoundingMode.UP).longValue();
        errors.invalid(field, shown, "must be a valid resource quantity");
      }
      if (value.signum() <= 0) {
        errors.invalid(field, amount.getValue(), "must be greater than zero");
      }
    }
  }

  /** Whether a path leads to the root, by however many steps. */
  private static boolean root(String path) {
    if (!path.startsWith("/")) return false;
    int depth = 0;
    for (String step : path.split("/")) {
      if (step.equals("..")) depth = Math.max(0, depth - 1);
      else if (!step.isEmpty() && !step.equals(".")) depth++;
    }
    return depth == 0;
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!source(object, old).equals(source(old, old))) {
      errors.forbidden(
          "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
    }
    if (!object.at("/spec/volumeMode").equals(old.at("/spec/volumeMode"))) {
      errors.invalid("volumeMode", object.at("/spec/volumeMode"), "field is immutable");
    }
    JsonNode place = old.at("/spec/nodeAffinity");
    if (place.isObject() && !sameButForNewerLabels(object.at("/spec/nodeAffinity"), place)) {
      errors.invalid(
          "nodeAffinity",
          object.at("/spec/nodeAffinity"),
          "field is immutable, except for updating from beta label to GA");
    }
    if (old.path("spec").has(ATTRIBUTES_CLASS) && !object.path("spec").has(ATTRIBUTES_CLASS)) {
      errors.forbidden("spec." + ATTRIBUTES_CLASS, "update from non-nil value to nil is forbidden");
    }
  }

  /** Where a volume is; a CSI driver may be told later with which secret it is to grow. */
  private static ObjectNode source(ObjectNode volume, ObjectNode old) {
    ObjectNode sources = volume.path("spec").deepCopy();
    sources.retain(PersistentVolumeSources.ALL);
    if (sources.get("csi") instanceof ObjectNode csi
        && !old.at("/spec/csi").has(EXPANSION_SECRET)) {
      csi.remove(EXPANSION_SECRET);
    }
    return sources;
  }

  /** Whether nodes are chosen as before, be it by labels that have taken the old ones' place. */
  private static boolean sameButForNewerLabels(JsonNode now, JsonNode before) {
    if (now.isArray() && before.isArray() && now.size() == before.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!sameButForNewerLabels(now.get(i), before.get(i))) return false;
      }
      return true;
    }
    if (!now.isObject() || !before.isObject()) return now.equals(before);
    if (before.has("operator")) {
      String key = before.path("key").asText();
      JsonNode renamed = before.deepCopy();
      ((ObjectNode) renamed).put("key", NEWER_LABELS.getOrDefault(key, key));
      return now.equals(before) || now.equals(renamed);
    }
    if (now.size() != before.size()) return false;
    return before.properties().stream()
        .allMatch(field -> sameButForNewerLabels(now.path(field.getKey()), field.getValue()));
  }
}
