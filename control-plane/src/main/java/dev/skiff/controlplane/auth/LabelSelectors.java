package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;

/** Label selectors as objects write them: {@code matchLabels} and {@code matchExpressions}. */
final class LabelSelectors {
  private LabelSelectors() {}

  static boolean matches(JsonNode selector, JsonNode object) {
    JsonNode labels = object.path("metadata").path("labels");
    for (var wanted : selector.path("matchLabels").properties()) {
      if (!labels.path(wanted.getKey()).equals(wanted.getValue())) return false;
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!holds(expression, labels.path(expression.path("key").asText()))) return false;
    }
    return true;
  }

  private static boolean holds(JsonNode expression, JsonNode label) {
    boolean among = false;
    for (JsonNode value : expression.path("values")) among |= value.equals(label);
    return switch (expression.path("operator").asText()) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> !label.isMissingNode();
      case "DoesNotExist" -> label.isMissingNode();
      default -> false;
    };
  }
}
