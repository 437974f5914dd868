package dev.skiff.controlplane.scheduler.framework;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cluster as one scheduling cycle sees it. Immutable.
 *
 * @param nodes nodes in the order of their names
 * @param namespaceLabels labels of namespaces by name
 */
public record ClusterSnapshot(
    List<NodeInfo> nodes, Map<String, Map<String, String>> namespaceLabels) {

  /** The same cluster with one node's state replaced. */
  public ClusterSnapshot with(NodeInfo changed) {
    return new ClusterSnapshot(
        nodes.stream()
            .map(node -> node.name().equals(changed.name()) ? changed : node)
            .collect(Collectors.toUnmodifiableList()),
        namespaceLabels);
  }
}
