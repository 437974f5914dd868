package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.PodAnnotationRules;
import dev.skiff.controlplane.resource.validation.PodSpecRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Pods: they start Pending with a quality of service, and hardly anything of their spec changes.
 */
final class PodBehaviour implements Behaviour {
  private static final String GENERATION = "observedGeneration";

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
          .putNull("lastProbeTime")
          .put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
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
    // Agents of old wrote them wrongly.
    ObjectNode metadata = object.withObject("/metadata");
    metadata.remove("ownerReferences");
    JsonNode owners = old.path("metadata").get("ownerReferences");
    if (owners != null) metadata.set("ownerReferences", owners);
    keepGenerations(status, old.path("status"));
  }

  /** Of which generation a status is does not get lost through clients that do not know of it. */
  private static void keepGenerations(ObjectNode status, JsonNode old) {
    keepGeneration(status, old);
    Map<String, Deque<JsonNode>> before = new HashMap<>();
    for (JsonNode condition : old.path("conditions")) {
      before.computeIfAbsent(type(condition), type -> new ArrayDeque<>()).add(condition);
    }
    for (JsonNode condition : status.path("conditions")) {
      Deque<JsonNode> same = before.get(type(condition));
      if (same == null || same.isEmpty()) continue;
      keepGeneration((ObjectNode) condition, same.remove());
    }
  }

  private static void keepGeneration(ObjectNode now, JsonNode old) {
    if (now.path(GENERATION).asLong() == 0 && old.path(GENERATION).asLong() != 0) {
      now.set(GENERATION, old.path(GENERATION));
    }
  }

  private static String type(JsonNode condition) {
    return condition.path("type").asText("");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode annotations = object.path("metadata").path("annotations");
    PodAnnotationRules.check("metadata.annotations", annotations, object.path("spec"), errors);
    new PodSpecRules("spec", errors).check(object.path("spec"), object.path("metadata"));
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    if (object.path("spec").has("ephemeralContainers")) {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
    if (!object.at("/spec/nodeName").asText("").isEmpty()
        && !object.at("/spec/schedulingGates").isEmpty()) {
      errors.forbidden(
          "spec.nodeName", "cannot be set until all schedulingGates have been cleared");
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
    new PodUpdateRules(object, old, errors).check();
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    new PodStatusRules(object, old, errors).check();
  }
}
