package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;

/** Keeps Pods off nodes with taints that they do not tolerate, or prefers other nodes. */
public final class TaintToleration extends NodeOnlyFilter implements Plugin.Score {
  private static final Status REFUSED = Status.unresolvable("node(s) had untolerated taint(s)");

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  Status filter(PodInfo pod, NodeInfo node) {
    return Tolerations.keptOff(pod.pod(), node.node()) ? REFUSED : Status.SUCCESS;
  }

  @Override
  public int weight() {
    return 3;
  }

  /** How many taints would rather not have the Pod. */
  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    return Tolerations.taints(node.node()).stream()
        .filter(taint -> taint.getEffect().equals("PreferNoSchedule"))
        .filter(taint -> !Tolerations.tolerates(pod.pod(), taint))
        .count();
  }

  @Override
  public void normalize(CycleState state, long[] scores) {
    Scores.normalizeReversed(scores);
  }
}
