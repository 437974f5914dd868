package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.ClaimSpecRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Claims of volumes: what must be asked for, and what may change once it is bound. */
final class PersistentVolumeClaimBehaviour implements Behaviour {
  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
  private static final String CLASS_POINTER = CLASS_ANNOTATION.replace("/", "~1");
  private static final String ATTRIBUTES_CLASS = "volumeAttributesClassName";
  private static final List<String> GROWTH =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizeInProgress",
          "NodeResizeInfeasible",
          "NodeResizePending");

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
    if (before.path("volumeName").asText("").isEmpty()) now.remove("volumeName");
    storageClass(object, old, now, errors);
    if (object.at("/status/phase").asText("").equals("Bound")) {
      if (now.at("/resources/requests") instanceof ObjectNode requests) {
        requests.set("storage", before.at("/resources/requests/storage"));
      }
      now.remove(ATTRIBUTES_CLASS);
      before.remove(ATTRIBUTES_CLASS);
    }
    if (!now.equals(before)) {
      errors.forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims");
    }
    Quantity size = quantity(object.at("/spec/resources/requests/storage"));
    if (size.compareTo(quantity(old.at("/spec/resources/requests/storage"))) < 0
        && size.compareTo(quantity(old.at("/status/capacity/storage"))) <= 0) {
      errors.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
    }
    JsonNode mode = object.at("/spec/volumeMode");
    if (!mode.equals(old.at("/spec/volumeMode"))) {
      errors.invalid("volumeMode", mode, "field is immutable");
    }
    attributesClass(object, old, errors);
  }

  /** A class is named once, in the field; an annotation of old may only move there. */
  private static void storageClass(
      ObjectNode object, ObjectNode old, ObjectNode now, FieldErrors errors) {
    JsonNode annotation = old.at("/metadata/annotations/" + CLASS_POINTER);
    JsonNode kept = object.at("/metadata/annotations/" + CLASS_POINTER);
    JsonNode named = now.path("storageClassName");
    boolean first = !old.path("spec").has("storageClassName") && !named.isMissingNode();
    boolean asAnnotated = annotation.isMissingNode() || named.equals(annotation);
    boolean moves =
        first && named.equals(annotation) && (kept.isMissingNode() || kept.equals(annotation));
    if (!moves && !kept.asText("").equals(annotation.asText(""))) {
      errors.invalid(
          "metadata.annotations." + CLASS_ANNOTATION, kept.asText(""), "field is immutable");
    }
    if (first && asAnnotated) now.remove("storageClassName");
  }

  /** A volume that has got a class of attributes does not lose it. */
  private static void attributesClass(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!old.path("status").has("currentVolumeAttributesClassName")) return;
    JsonNode name = object.path("spec").path(ATTRIBUTES_CLASS);
    if (!name.asText("").isEmpty()) return;
    errors.forbidden(
        "spec." + ATTRIBUTES_CLASS,
        "update to %s is forbidden when status.currentVolumeAttributesClassName is not nil"
            .formatted(name.isMissingNode() ? "nil" : "empty string"));
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode status = object.path("status");
    for (var amount : status.path("capacity").properties()) {
      notNegative("status.capacity", amount.getKey(), amount.getValue(), errors);
    }
    String field = "status.allocatedResourceStatuses";
    for (var growth : status.path("allocatedResourceStatuses").properties()) {
      isStorage(field, growth.getKey(), errors);
      // Upstream names the resource here, too, not what is said of it.
      if (!GROWTH.contains(growth.getValue().asText(""))) {
        errors.unsupported(field, growth.getKey(), GROWTH);
      }
    }
    for (var amount : status.path("allocatedResources").properties()) {
      if (isStorage("status.allocatedResources", amount.getKey(), errors)) {
        notNegative("status.allocatedResources", amount.getKey(), amount.getValue(), errors);
      }
    }
  }

  /** Of the resources that have no domain, or Kubernetes' own, a claim has storage only. */
  private static boolean isStorage(String field, String resource, FieldErrors errors) {
    List<String> malformed = Names.qualified(resource);
    malformed.forEach(wrong -> errors.invalid(field, resource, wrong));
    if (!malformed.isEmpty()) return false;
    boolean foreign = resource.contains("/") && !resource.contains("kubernetes.io/");
    if (foreign || resource.equals("storage")) return true;
    errors.unsupported(field, resource, List.of("storage"));
    return false;
  }

  private static void notNegative(
      String field, String resource, JsonNode amount, FieldErrors errors) {
    BigDecimal value = quantity(amount).value();
    if (value.signum() >= 0) return;
    long shown = value.setScale(0, RoundingMode.UP).longValue();
    errors.invalid(field + "[" + resource + "]", shown, "must be a valid resource quantity");
  }

  private static Quantity quantity(JsonNode value) {
    return Quantity.parse(value.asText("0"));
  }
}
