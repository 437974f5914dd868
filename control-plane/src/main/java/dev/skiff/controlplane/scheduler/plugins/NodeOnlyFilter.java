package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;

/** A filter that looks at the node's own object only: nothing but a change of it helps. */
abstract class NodeOnlyFilter implements Plugin.Filter {

  abstract Status filter(PodInfo pod, NodeInfo node);

  @Override
  public final Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return filter(pod, node);
  }

  @Override
  public final boolean mayHelp(ClusterEvent event, PodInfo pod) {
    return event instanceof ClusterEvent.NodeChanged(NodeInfo before, NodeInfo after)
        && filter(pod, after).success()
        && (before == null || !filter(pod, before).success());
  }
}
