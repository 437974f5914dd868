package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An empty selector of a PodDisruptionBudget of {@code policy/v1beta1} selects no Pod, one of
 * {@code policy/v1} every Pod. Either says what the other means by a label that no Pod has.
 */
final class DisruptionSelectors implements Reshaping {
  private static final String LABEL = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match";
  private static final String NO_POD = "Exists";
  private static final String EVERY_POD = "DoesNotExist";

  @Override
  public void toSuccessor(ObjectNode budget) {
    if (!(budget.at("/spec/selector") instanceof ObjectNode selector)) return;
    if (isEmpty(selector)) {
      say(selector, NO_POD);
    } else if (says(selector, EVERY_POD)) {
      selector.removeAll();
    } else {
      strip(selector);
    }
  }

  @Override
  public void fromSuccessor(ObjectNode budget) {
    if (!(budget.at("/spec/selector") instanceof ObjectNode selector)) return;
    if (says(selector, NO_POD)) {
      selector.removeAll();
    } else if (isEmpty(selector)) {
      say(selector, EVERY_POD);
    }
  }

  private static boolean isEmpty(ObjectNode selector) {
    return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
  }

  private static boolean says(ObjectNode selector, String operator) {
    JsonNode expressions = selector.path("matchExpressions");
    return selector.path("matchLabels").isEmpty()
        && expressions.size() == 1
        && expressions.path(0).path("key").asText().equals(LABEL)
        && expressions.path(0).path("operator").asText().equals(operator);
  }

  private static void say(ObjectNode selector, String operator) {
    selector.removeAll();
    selector.putArray("matchExpressions").addObject().put("key", LABEL).put("operator", operator);
  }

  /** Beside what a user asks for the label says nothing. */
  private static void strip(ObjectNode selector) {
    if (!(selector.get("matchExpressions") instanceof ArrayNode expressions)) return;
    for (int i = expressions.size() - 1; i >= 0; i--) {
      if (expressions.get(i).path("key").asText().equals(LABEL)) expressions.remove(i);
    }
    if (expressions.isEmpty()) selector.remove("matchExpressions");
  }
}
