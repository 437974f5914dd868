package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;

/** Label selectors and node selectors, matched as the API defines them. */
public final class Selectors {
  private Selectors() {}

  /** A null selector matches nothing, an empty one everything. */
  public static boolean matches(LabelSelector selector, Map<String, String> labels) {
    if (selector == null) return false;
    if (selector.getMatchLabels() != null) {
      for (Map.Entry<String, String> wanted : selector.getMatchLabels().entrySet()) {
        if (!wanted.getValue().equals(labels.get(wanted.getKey()))) return false;
      }
    }
    if (selector.getMatchExpressions() == null) return true;
    for (LabelSelectorRequirement requirement : selector.getMatchExpressions()) {
      if (!matches(
          requirement.getOperator(), requirement.getValues(), labels.get(requirement.getKey())))
        return false;
    }
    return true;
  }

  /** Whether one of the terms matches. */
  public static boolean matches(NodeSelector selector, Node node) {
    return selector.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node));
  }

  /** An empty term matches nothing. */
  public static boolean matches(NodeSelectorTerm term, Node node) {
    List<NodeSelectorRequirement> expressions = orEmpty(term.getMatchExpressions());
    List<NodeSelectorRequirement> fields = orEmpty(term.getMatchFields());
    if (expressions.isEmpty() && fields.isEmpty()) return false;
    Map<String, String> labels = node.getMetadata().getLabels();
    for (NodeSelectorRequirement requirement : expressions) {
      String value = labels == null ? null : labels.get(requirement.getKey());
      if (!matches(requirement.getOperator(), requirement.getValues(), value)) return false;
    }
    for (NodeSelectorRequirement requirement : fields) {
      String value =
          requirement.getKey().equals("metadata.name") ? node.getMetadata().getName() : null;
      if (!matches(requirement.getOperator(), requirement.getValues(), value)) return false;
    }
    return true;
  }

  private static boolean matches(String operator, List<String> values, String value) {
    return switch (operator) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, values) > 0;
      case "Lt" -> compare(value, values) < 0;
      default -> false;
    };
  }

  /** 0 if either side is no number: then neither Gt nor Lt holds. */
  private static int compare(String value, List<String> values) {
    if (value == null || values.size() != 1) return 0;
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
