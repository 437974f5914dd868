package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.ClaimSpecRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Claims of volumes: what must be asked for, and what may change once it is bound. */
final class PersistentVolumeClaimBehaviour implements Behaviour {
  @Override
  public void prepareForCreate(ObjectNode object) {
    object.withObject("/status").put("phase", "Pending");
    if (object.get("spec") instanceof ObjectNode spec) dataSources(spec);
  }

  /**
   * The old field knows claims and snapshots only, and is silent about others; the new one says the
   * same as the old.
   */
  private static void dataSources(ObjectNode spec) {
    // Sources in other namespaces are a feature that is off.
    if (!spec.path("dataSourceRef").path("namespace").asText("").isEmpty()) {
      spec.remove("dataSourceRef");
    }
    if (!spec.has("dataSourceRef") && !isClaimOrSnapshot(spec.path("dataSource"))) {
      spec.remove("dataSource");
    }
    if (spec.get("dataSource") instanceof ObjectNode source && !spec.has("dataSourceRef")) {
      spec.set("dataSourceRef", source.deepCopy());
    } else if (spec.get("dataSourceRef") instanceof ObjectNode source
        && !spec.has("dataSource")
        && source.path("namespace").asText("").isEmpty()) {
      spec.set("dataSource", source.deepCopy());
    }
  }

  private static boolean isClaimOrSnapshot(JsonNode source) {
    String group = source.path("apiGroup").asText("");
    String kind = source.path("kind").asText("");
    return group.isEmpty() && kind.equals("PersistentVolumeClaim")
        || group.equals("snapshot.storage.k8s.io") && kind.equals("VolumeSnapshot");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    ClaimSpecRules.check("spec", object.path("spec"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    ObjectNode now = object.path("spec").deepCopy();
    ObjectNode before = old.path("spec").deepCopy();
    boolean bound = old.path("status").path("phase").asText("").equals("Bound");
    if (before.path("volumeName").asText("").isEmpty()) now.remove("volumeName");
    if (!before.has("storageClassName")) now.remove("storageClassName");
    now.remove("volumeAttributesClassName");
    before.remove("volumeAttributesClassName");
    if (bound) {
      now.remove("resources");
      before.remove("resources");
    }
    if (!now.equals(before)) {
      errors.forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims");
    } else if (bound && size(object).compareTo(size(old)) < 0) {
      errors.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
    }
  }

  private static Quantity size(ObjectNode claim) {
    return Quantity.parse(
        claim.path("spec").path("resources").path("requests").path("storage").asText("0"));
  }
}
