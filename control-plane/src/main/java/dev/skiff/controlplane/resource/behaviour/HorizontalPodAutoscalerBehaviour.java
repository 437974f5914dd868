package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Autoscalers: bounds that fit each other, a target in a group, metrics, rules of scaling. */
final class HorizontalPodAutoscalerBehaviour implements Behaviour {
  @Override
  public boolean validatesStored() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode before = old == null ? null : old.path("spec");
    long least = spec.path("minReplicas").asLong(1);
    long most = spec.path("maxReplicas").asLong();
    long lowest = before != null && before.path("minReplicas").asLong(1) == 0 ? 0 : 1;
    if (least < lowest) {
      errors.invalid("spec.minReplicas", least, "must be greater than or equal to " + lowest);
    }
    if (most < 1) errors.invalid("spec.maxReplicas", most, "must be greater than 0");
    if (most < least) {
      errors.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
    }
    target(spec.path("scaleTargetRef"), before, errors);
    new AutoscalerMetricRules(errors).check(spec.path("metrics"), least, before);
    ScalingRules.check(spec.path("behavior"), errors);
  }

  /** An apiVersion that was wrong already may stay. */
  private static void target(JsonNode target, JsonNode before, FieldErrors errors) {
    String field = "spec.scaleTargetRef";
    ScaleTargetRules.check(field, target, errors);
    JsonNode old = before == null ? target : before.path("scaleTargetRef");
    boolean same = before != null && same(target, old, "apiVersion") && same(target, old, "kind");
    if (same) return;
    boolean core = target.path("kind").asText("").equals("ReplicationController");
    ScaleTargetRules.checkVersion(field, target, core, errors);
  }

  private static boolean same(JsonNode one, JsonNode other, String field) {
    return one.path(field).asText("").equals(other.path(field).asText(""));
  }
}
