package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Resources;
import dev.skiff.controlplane.scheduler.framework.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node must have room for what a Pod requests; the emptier a node, the better. */
public final class NodeResourcesFit implements Plugin.Filter, Plugin.Score {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    List<String> lacking = lacking(pod, node);
    if (lacking.isEmpty()) return Status.SUCCESS;
    // Where an empty node is too small, the removal of Pods does not help.
    boolean resolvable = fitsEmpty(pod, node);
    return new Status(
        resolvable ? Status.Code.UNSCHEDULABLE : Status.Code.UNRESOLVABLE, List.copyOf(lacking));
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    Resources used = node.nonZeroRequested().plus(pod.nonZeroRequests());
    long cpu = free(used.milliCpu(), node.allocatable().milliCpu());
    long memory = free(used.memory(), node.allocatable().memory());
    return (cpu + memory) / 2;
  }

  @Override
  public boolean mayHelp(ClusterEvent event, PodInfo pod) {
    return switch (event) {
      case ClusterEvent.PodGone ignored -> true;
      case ClusterEvent.PodChanged(PodInfo before, PodInfo after) ->
          !before.requests().equals(after.requests());
      case ClusterEvent.NodeChanged(NodeInfo before, NodeInfo after) ->
          (before == null || !before.allocatable().equals(after.allocatable()))
              && fitsEmpty(pod, after);
      default -> false;
    };
  }

  private static boolean fitsEmpty(PodInfo pod, NodeInfo node) {
    return lacking(pod, NodeInfo.of(node.node())).isEmpty();
  }

  private static List<String> lacking(PodInfo pod, NodeInfo node) {
    List<String> lacking = new ArrayList<>(2);
    Resources wanted = pod.requests();
    Resources free = node.allocatable().minus(node.requested());
    if (node.pods().size() + 1 > node.allowedPods()) lacking.add("Too many pods");
    if (wanted.milliCpu() > 0 && wanted.milliCpu() > free.milliCpu()) {
      lacking.add("Insufficient cpu");
    }
    if (wanted.memory() > 0 && wanted.memory() > free.memory()) {
      lacking.add("Insufficient memory");
    }
    if (wanted.ephemeralStorage() > 0 && wanted.ephemeralStorage() > free.ephemeralStorage()) {
      lacking.add("Insufficient ephemeral-storage");
    }
    for (Map.Entry<String, Long> extended : wanted.extended().entrySet()) {
      if (extended.getValue() > 0 && extended.getValue() > free.extended(extended.getKey())) {
        lacking.add("Insufficient " + extended.getKey());
      }
    }
    return lacking;
  }

  private static long free(long used, long capacity) {
    return capacity == 0 || used > capacity ? 0 : (capacity - used) * MAX / capacity;
  }
}
