package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/** How fast an autoscaler may scale. */
final class ScalingRules {
  private static final List<String> SELECT = List.of("Disabled", "Max", "Min");
  private static final List<String> TYPES = List.of("Percent", "Pods");

  /** Seconds. */
  private static final int LONGEST_WINDOW = 3600;

  /** Seconds. */
  private static final int LONGEST_PERIOD = 1800;

  private ScalingRules() {}

  static void check(JsonNode behavior, FieldErrors errors) {
    for (String direction : List.of("scaleUp", "scaleDown")) {
      JsonNode rules = behavior.path(direction);
      if (rules.isObject()) rules("spec.behavior." + direction, rules, errors);
    }
  }

  private static void rules(String field, JsonNode rules, FieldErrors errors) {
    long window = rules.path("stabilizationWindowSeconds").asLong();
    String windowField = field + ".stabilizationWindowSeconds";
    if (window < 0) errors.invalid(windowField, window, "must be greater than or equal to zero");
    if (window > LONGEST_WINDOW) {
      errors.invalid(windowField, window, "must be less than or equal to " + LONGEST_WINDOW);
    }
    JsonNode select = rules.path("selectPolicy");
    if (!select.isMissingNode() && !SELECT.contains(select.asText())) {
      errors.unsupported(field + ".selectPolicy", select.asText(), SELECT);
    }
    JsonNode policies = rules.path("policies");
    if (policies.isEmpty()) {
      errors.required(field + ".policies", "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      policy(field + ".policies[" + i + "]", policies.get(i), errors);
    }
    JsonNode tolerance = rules.path("tolerance");
    if (tolerance.isTextual() && Quantity.parse(tolerance.asText()).value().signum() < 0) {
      errors.invalid(
          field + ".tolerance",
          JsonNodeFactory.instance.textNode(tolerance.asText()),
          "must be greater than or equal to 0");
    }
  }

  private static void policy(String field, JsonNode policy, FieldErrors errors) {
    String type = policy.path("type").asText("");
    if (!TYPES.contains(type)) errors.unsupported(field + ".type", type, TYPES);
    positive(field + ".value", policy.path("value").asLong(), errors);
    long period = policy.path("periodSeconds").asLong();
    positive(field + ".periodSeconds", period, errors);
    if (period > LONGEST_PERIOD) {
      errors.invalid(
          field + ".periodSeconds", period, "must be less than or equal to " + LONGEST_PERIOD);
    }
  }

  private static void positive(String field, long value, FieldErrors errors) {
    if (value <= 0) errors.invalid(field, value, "must be greater than zero");
  }
}
