package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** What a Job does about Pods that fail: each rule asks for one thing, exit codes are in order. */
final class PodFailurePolicyRules {
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final List<String> OPERATORS = List.of("In", "NotIn");

  private PodFailurePolicyRules() {}

  /**
   * @param job where the Job's specification is
   */
  static void check(String job, JsonNode spec, FieldErrors errors) {
    JsonNode rules = spec.path("podFailurePolicy").path("rules");
    String list = job + ".podFailurePolicy.rules";
    for (int i = 0; i < rules.size(); i++) {
      rule(list + "[" + i + "]", rules.get(i), spec, errors);
    }
  }

  private static void rule(String field, JsonNode rule, JsonNode spec, FieldErrors errors) {
    if (rule.path("action").asText("").equals("FailIndex") && !spec.has("backoffLimitPerIndex")) {
      errors.invalid(field + ".action", "FailIndex", "requires the backoffLimitPerIndex to be set");
    }
    boolean codes = rule.path("onExitCodes").isObject();
    boolean conditions = !rule.path("onPodConditions").isEmpty();
    if (codes && conditions) {
      omitted(field, "specifying both OnExitCodes and OnPodConditions is not supported", errors);
    }
    if (!codes && !conditions) {
      omitted(field, "specifying one of OnExitCodes and OnPodConditions is required", errors);
    }
    if (codes) exitCodes(field + ".onExitCodes", rule.path("onExitCodes"), spec, errors);
    conditions(field + ".onPodConditions", rule.path("onPodConditions"), errors);
  }

  private static void omitted(String field, String why, FieldErrors errors) {
    errors.add(new FieldError(FieldError.Type.INVALID, field, null, why));
  }

  private static void conditions(String list, JsonNode patterns, FieldErrors errors) {
    for (int i = 0; i < patterns.size(); i++) {
      String field = list + "[" + i + "]";
      String type = patterns.get(i).path("type").asText("");
      String status = patterns.get(i).path("status").asText("");
      Names.qualified(type).forEach(wrong -> errors.invalid(field + ".type", type, wrong));
      if (status.isEmpty()) {
        errors.required(field + ".status", "valid values: [\"False\" \"True\" \"Unknown\"]");
      } else if (!STATUSES.contains(status)) {
        errors.unsupported(field + ".status", status, STATUSES);
      }
    }
  }

  private static boolean has(JsonNode spec, String container) {
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode one : spec.at("/template/spec/" + list)) {
        if (one.path("name").asText("").equals(container)) return true;
      }
    }
    return false;
  }

  private static void exitCodes(String field, JsonNode codes, JsonNode spec, FieldErrors errors) {
    String operator = codes.path("operator").asText("");
    if (operator.isEmpty()) {
      errors.required(field + ".operator", "valid values: [\"In\" \"NotIn\"]");
    } else if (!OPERATORS.contains(operator)) {
      errors.unsupported(field + ".operator", operator, OPERATORS);
    }
    JsonNode container = codes.path("containerName");
    if (container.isTextual() && !has(spec, container.textValue())) {
      errors.invalid(
          field + ".containerName",
          container,
          "must be one of the container or initContainer names in the pod template");
    }
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
        errors.duplicate(list + "[" + i + "]", values.get(i));
        break;
      }
      ordered &= i == 0 || values.get(i - 1).asLong() <= value;
    }
    if (!ordered) errors.invalid(list, values, "must be ordered");
  }
}
