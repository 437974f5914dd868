package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.PodAnnotationRules;
import dev.skiff.controlplane.resource.validation.PodSpecRules;
import java.util.List;

/**
 * Pods: they start Pending with a quality of service, and hardly anything of their spec changes.
 */
final class PodBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode status = object.withObject("/status");
    status.put("phase", "Pending").put("qosClass", QualityOfService.of(object.path("spec")));
    PodLabelKeys.apply(object);
    AppArmorFields.apply(object);
    JsonNode gates = object.path("spec").path("schedulingGates");
    if (!gates.isEmpty()) {
      status
          .withArray("/conditions")
          .addObject()
          .put("type", "PodScheduled")
          .put("status", "False")
          .put("reason", "SchedulingGated")
          .put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    ObjectNode status = object.withObject("/status");
    if (status.path("qosClass").asText("").isEmpty() && old.path("status").has("qosClass")) {
      status.set("qosClass", old.path("status").get("qosClass"));
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode annotations = object.path("metadata").path("annotations");
    PodAnnotationRules.check("metadata.annotations", annotations, object.path("spec"), errors);
    new PodSpecRules("spec", errors).check(object.path("spec"));
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    if (object.path("spec").has("ephemeralContainers")) {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
    JsonNode annotations = object.path("metadata").path("annotations");
    PodAnnotationRules.checkFields("spec", annotations, object.path("spec"), errors);
  }

  /** Only what upstream's message lists may change. */
  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    PodAnnotationRules.checkUpdate(
        object.path("metadata").path("annotations"),
        old.path("metadata").path("annotations"),
        errors);
    JsonNode now = object.path("spec");
    JsonNode before = old.path("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (now.path(list).size() != before.path(list).size()) {
        errors.forbidden("spec." + list, "pod updates may not add or remove containers");
        return;
      }
    }
    ObjectNode allowed = now.deepCopy();
    for (String list : List.of("containers", "initContainers")) {
      for (int i = 0; i < before.path(list).size(); i++) {
        copy("image", before.path(list).get(i), allowed.path(list).get(i));
      }
    }
    copy("activeDeadlineSeconds", before, allowed);
    if (startsWith(now.path("tolerations"), before.path("tolerations"))) {
      copy("tolerations", before, allowed);
    }
    if (now.path("terminationGracePeriodSeconds").asLong() == 1
        && before.path("terminationGracePeriodSeconds").asLong() < 0) {
      copy("terminationGracePeriodSeconds", before, allowed);
    }
    if (gatesRemoved(now.path("schedulingGates"), before.path("schedulingGates"))) {
      for (String field : List.of("schedulingGates", "nodeSelector", "affinity")) {
        copy(field, before, allowed);
      }
    }
    if (!allowed.equals(before)) {
      errors.forbidden(
          "spec",
          "pod updates may not change fields other than"
              + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
              + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
              + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it"
              + " was previously negative)");
    }
  }

  private static void copy(String field, JsonNode from, JsonNode to) {
    if (!(to instanceof ObjectNode target)) return;
    if (from.has(field)) {
      target.set(field, from.get(field));
    } else {
      target.remove(field);
    }
  }

  private static boolean startsWith(JsonNode list, JsonNode beginning) {
    for (JsonNode element : beginning) {
      boolean found = false;
      for (JsonNode there : list) found |= there.equals(element);
      if (!found) return false;
    }
    return true;
  }

  private static boolean gatesRemoved(JsonNode now, JsonNode before) {
    return !before.isEmpty() && startsWith(before, now);
  }
}
