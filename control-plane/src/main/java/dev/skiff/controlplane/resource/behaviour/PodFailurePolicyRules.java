package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** What a Job does about Pods that fail: each rule asks for one thing, exit codes are in order. */
final class PodFailurePolicyRules {
  private PodFailurePolicyRules() {}

  static void check(String field, JsonNode policy, FieldErrors errors) {
    JsonNode rules = policy.path("rules");
    for (int i = 0; i < rules.size(); i++) rule(field + ".rules[" + i + "]", rules.get(i), errors);
  }

  private static void rule(String field, JsonNode rule, FieldErrors errors) {
    boolean codes = rule.path("onExitCodes").isObject();
    boolean conditions = !rule.path("onPodConditions").isEmpty();
    if (codes && conditions) {
      omitted(field, "specifying both OnExitCodes and OnPodConditions is not supported", errors);
    }
    if (!codes && !conditions) {
      omitted(field, "specifying one of OnExitCodes and OnPodConditions is required", errors);
    }
    if (codes) exitCodes(field + ".onExitCodes", rule.path("onExitCodes"), errors);
  }

  private static void omitted(String field, String why, FieldErrors errors) {
    errors.add(new FieldError(FieldError.Type.INVALID, field, null, why));
  }

  private static void exitCodes(String field, JsonNode codes, FieldErrors errors) {
    boolean in = codes.path("operator").asText("").equals("In");
    JsonNode values = codes.path("values");
    String list = field + ".values";
    if (values.isEmpty()) {
      errors.invalid(list, values, "at least one value is required");
      return;
    }
    boolean ordered = true;
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i).asLong();
      if (in && value == 0) {
        errors.invalid(list + "[" + i + "]", value, "must not be 0 for the In operator");
      }
      for (int j = 0; j < i; j++) {
        if (values.get(j).asLong() != value) continue;
        errors.duplicate(list + "[" + i + "]", Long.toString(value));
        break;
      }
      ordered &= i == 0 || values.get(i - 1).asLong() <= value;
    }
    if (!ordered) errors.invalid(list, values, "must be ordered");
  }
}
