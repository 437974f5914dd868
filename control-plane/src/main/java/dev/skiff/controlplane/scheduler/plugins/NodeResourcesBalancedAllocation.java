package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Resources;

/** Prefers nodes whose cpu and memory fill up evenly. */
public final class NodeResourcesBalancedAllocation implements Plugin.Score {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    Resources used = node.requested().plus(pod.requests());
    double cpu = fraction(used.milliCpu(), node.allocatable().milliCpu());
    double memory = fraction(used.memory(), node.allocatable().memory());
    // The standard deviation of two values is half their difference.
    return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
  }

  private static double fraction(long used, long capacity) {
    return capacity == 0 ? 1 : Math.min(1, (double) used / capacity);
  }
}
