package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;

/** Matches labels. */
public final class Selectors {
  private Selectors() {}

  /** Whether labels match a selector. A null selector matches nothing, an empty one everything. */
  public static boolean matches(LabelSelector selector, Map<String, String> labels) {
    if (selector == null) return false;
    Map<String, String> present = labels == null ? Map.of() : labels;
    if (!contains(present, selector.getMatchLabels())) return false;
    return selector.getMatchExpressions() == null
        || selector.getMatchExpressions().stream().allMatch(one -> matches(one, present));
  }

  /** Whether labels contain all of the wanted ones, as a Service's selector asks. */
  public static boolean contains(Map<String, String> labels, Map<String, String> wanted) {
    if (wanted == null) return true;
    if (labels == null) return wanted.isEmpty();
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  /** Whether a selector selects everything. */
  public static boolean isEmpty(LabelSelector selector) {
    return (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty())
        && (selector.getMatchExpressions() == null || selector.getMatchExpressions().isEmpty());
  }

  private static boolean matches(LabelSelectorRequirement one, Map<String, String> labels) {
    String value = labels.get(one.getKey());
    return switch (one.getOperator()) {
      case "In" -> value != null && one.getValues().contains(value);
      case "NotIn" -> value == null || !one.getValues().contains(value);
      case "Exists" -> labels.containsKey(one.getKey());
      case "DoesNotExist" -> !labels.containsKey(one.getKey());
      default -> throw new IllegalArgumentException("unknown operator " + one.getOperator());
    };
  }
}
