package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;

/** Two Pods cannot take the same port of a node. */
public final class NodePorts implements Plugin.Filter {
  private static final Status REFUSED =
      Status.unschedulable("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    if (pod.hostPorts().isEmpty()) return Status.SUCCESS;
    return node.pods().stream().anyMatch(other -> conflict(pod, other)) ? REFUSED : Status.SUCCESS;
  }

  @Override
  public boolean mayHelp(ClusterEvent event, PodInfo pod) {
    return switch (event) {
      case ClusterEvent.PodGone(PodInfo gone) -> conflict(pod, gone);
      case ClusterEvent.NodeChanged(NodeInfo before, NodeInfo after) -> before == null;
      default -> false;
    };
  }

  private static boolean conflict(PodInfo pod, PodInfo other) {
    return pod.hostPorts().stream()
        .anyMatch(port -> other.hostPorts().stream().anyMatch(port::conflicts));
  }
}
