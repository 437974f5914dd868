package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Label selectors as objects have them: matchLabels and matchExpressions. */
public final class LabelSelectors {
  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private LabelSelectors() {}

  /** Checks a selector. */
  public static void check(String field, JsonNode selector, FieldErrors errors) {
    MetadataRules.labels(field + ".matchLabels", selector.path("matchLabels"), errors);
    JsonNode expressions = selector.path("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      expression(field + ".matchExpressions[" + i + "]", expressions.get(i), errors);
    }
  }

  private static void expression(String field, JsonNode expression, FieldErrors errors) {
    boolean values = !expression.path("values").isEmpty();
    switch (expression.path("operator").asText("")) {
      case "In", "NotIn" -> {
        if (!values) {
          errors.required(
              field + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values) {
          errors.forbidden(
              field + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default ->
          errors.invalid(
              field + ".operator",
              expression.path("operator").asText(""),
              "not a valid selector operator");
    }
    String key = expression.path("key").asText("");
    Names.qualified(key).forEach(one -> errors.invalid(field + ".key", key, one));
    for (int i = 0; i < expression.path("values").size(); i++) {
      String value = expression.path("values").get(i).asText("");
      String at = field + ".values[" + i + "]";
      Names.labelValue(value).forEach(one -> errors.invalid(at, value, one));
    }
  }

  /** Whether labels are selected. */
  public static boolean matches(JsonNode selector, JsonNode labels) {
    if (!mapMatches(selector.path("matchLabels"), labels)) return false;
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!expressionMatches(expression, labels)) return false;
    }
    return true;
  }

  /** Whether all entries of a map are among labels. */
  public static boolean mapMatches(JsonNode map, JsonNode labels) {
    for (var entry : map.properties()) {
      if (!entry.getValue().equals(labels.path(entry.getKey()))) return false;
    }
    return true;
  }

  private static boolean expressionMatches(JsonNode expression, JsonNode labels) {
    JsonNode label = labels.path(expression.path("key").asText(""));
    boolean among = false;
    for (JsonNode value : expression.path("values")) among |= value.equals(label);
    String operator = expression.path("operator").asText("");
    if (!OPERATORS.contains(operator)) return false;
    return switch (operator) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> !label.isMissingNode();
      default -> label.isMissingNode();
    };
  }
}
