package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's conditions. */
final class NodeConditions {
  private static final List<String> FROM_THE_NODE =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeConditions() {}

  static Optional<NodeCondition> find(Node node, String type) {
    if (node.getStatus() == null || node.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  /** True, False or Unknown; Unknown if the node never said. */
  static String ready(Node node) {
    return find(node, "Ready").map(NodeCondition::getStatus).orElse("Unknown");
  }

  /** The conditions of a node that has fallen silent. */
  static List<NodeCondition> silent(Node node, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    List<NodeCondition> conditions = new ArrayList<>();
    if (node.getStatus() != null && node.getStatus().getConditions() != null) {
      node.getStatus().getConditions().stream()
          .filter(condition -> !FROM_THE_NODE.contains(condition.getType()))
          .forEach(conditions::add);
    }
    for (String type : FROM_THE_NODE) {
      Optional<NodeCondition> before = find(node, type);
      if (before.filter(one -> one.getStatus().equals("Unknown")).isPresent()) {
        conditions.add(before.get());
      } else if (before.isPresent()) {
        conditions.add(
            new NodeConditionBuilder(before.get())
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .withMessage("Kubelet stopped posting node status.")
                .withLastTransitionTime(time)
                .build());
      } else {
        conditions.add(
            new NodeConditionBuilder()
                .withType(type)
                .withStatus("Unknown")
                .withReason("NodeStatusNeverUpdated")
                .withMessage("Kubelet never posted node status.")
                .withLastHeartbeatTime(node.getMetadata().getCreationTimestamp())
                .withLastTransitionTime(time)
                .build());
      }
    }
    return conditions;
  }
}
