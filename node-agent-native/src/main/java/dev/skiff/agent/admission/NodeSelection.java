package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/** Whether a pod's node selector and its required node affinity choose this node. */
final class NodeSelection {

  private NodeSelection() {}

  static boolean matches(Pod pod, Node node) {
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
      return false;
    }
    Affinity affinity = pod.getSpec().getAffinity();
    var required =
        affinity == null || affinity.getNodeAffinity() == null
            ? null
            : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        || required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node, labels));
  }

  private static boolean matches(NodeSelectorTerm term, Node node, Map<String, String> labels) {
    List<NodeSelectorRequirement> expressions = nonNull(term.getMatchExpressions());
    List<NodeSelectorRequirement> fields = nonNull(term.getMatchFields());
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    Map<String, String> name = Map.of("metadata.name", node.getMetadata().getName());
    return expressions.stream().allMatch(r -> matches(r, labels.get(r.getKey())))
        && fields.stream().allMatch(r -> matches(r, name.get(r.getKey())));
  }

  private static boolean matches(NodeSelectorRequirement requirement, String value) {
    List<String> values = requirement.getValues() == null ? List.of() : requirement.getValues();
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, values) > 0;
      case "Lt" -> compare(value, values) < 0;
      default -> false;
    };
  }

  /** 0, which is neither greater nor less, when one of them is no number. */
  private static int compare(String value, List<String> values) {
    try {
      return value == null || values.size() != 1
          ? 0
          : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static List<NodeSelectorRequirement> nonNull(List<NodeSelectorRequirement> list) {
    return list == null ? List.of() : list;
  }
}
