package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What holds for tolerations, of Pods and of runtime classes. */
public final class TolerationRules {
  private static final List<String> OPERATORS = List.of("Equal", "Exists");
  private static final List<String> COMPARISONS = List.of("Lt", "Gt");
  private static final List<String> WITH_COMPARISONS = List.of("Equal", "Exists", "Lt", "Gt");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private TolerationRules() {}

  /** Checks a list of them. */
  public static void check(String list, JsonNode tolerations, FieldErrors errors) {
    for (int i = 0; i < tolerations.size(); i++) {
      JsonNode toleration = tolerations.get(i);
      String field = list + "[" + i + "]";
      String key = toleration.path("key").asText("");
      String operator = toleration.path("operator").asText("");
      String effect = toleration.path("effect").asText("");
      if (!key.isEmpty()) {
        Names.qualified(key).forEach(one -> errors.invalid(field + ".key", key, one));
      }
      if (key.isEmpty() && !operator.equals("Exists")) {
        errors.invalid(
            field + ".operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      String value = toleration.path("value").asText("");
      if (COMPARISONS.contains(operator)) {
        errors.unsupported(field + ".operator", operator, WITH_COMPARISONS);
      } else if (!operator.isEmpty() && !OPERATORS.contains(operator)) {
        errors.unsupported(field + ".operator", operator, OPERATORS);
      } else if (operator.equals("Exists")) {
        if (!value.isEmpty()) {
          errors.invalid(
              field + ".operator", value, "value must be empty when `operator` is 'Exists'");
        }
      } else {
        List<String> wrong = Names.labelValue(value);
        if (!wrong.isEmpty()) {
          errors.invalid(field + ".operator", value, String.join(";", wrong));
        }
      }
      if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
        errors.invalid(
            field + ".effect",
            effect,
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
        errors.unsupported(field + ".effect", effect, EFFECTS);
      }
    }
  }
}
