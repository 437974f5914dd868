package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Map;

/** Labels of nodes that have a successor, wherever nodes are selected. */
final class NodeLabels {
  private static final Map<String, String> DEPRECATED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private NodeLabels() {}

  /** What to say of a label; null if nothing. */
  static String deprecation(String label) {
    return DEPRECATED.get(label);
  }

  /** Looks at the keys of a map of labels. */
  static void selector(String path, JsonNode labels, boolean keyed, List<String> found) {
    for (String label : (Iterable<String>) labels::fieldNames) {
      String message = deprecation(label);
      if (message != null) found.add(path + (keyed ? "[" + label + "]" : "") + ": " + message);
    }
  }

  /**
   * Looks at a term of a node selector.
   *
   * @param values whether values that no label can have are to be told
   */
  static void term(String path, JsonNode term, boolean values, List<String> found) {
    JsonNode expressions = term.path("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      String at = path + ".matchExpressions[" + i + "]";
      String key = expressions.get(i).path("key").asText("");
      String message = deprecation(key);
      if (message != null) found.add(at + ".key: " + key + " is " + message);
      JsonNode given = expressions.get(i).path("values");
      for (int j = 0; values && j < given.size(); j++) {
        String value = given.get(j).asText();
        for (String wrong : Names.labelValue(value)) {
          found.add(at + ".values[" + j + "]: " + value + " is invalid, " + wrong);
        }
      }
    }
  }

  /** As {@link #term} for a label selector. */
  static void labelSelector(String path, JsonNode selector, List<String> found) {
    term(path, selector, false, found);
    JsonNode labels = selector.path("matchLabels");
    for (String label : (Iterable<String>) labels::fieldNames) {
      String message = deprecation(label);
      if (message != null) found.add(path + ".matchLabels." + label + ": " + message);
    }
  }
}
