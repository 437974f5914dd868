package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.Taint;

/** A cordoned node takes only Pods that tolerate it. */
public final class NodeUnschedulable extends NodeOnlyFilter {
  private static final Taint CORDONED =
      new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, "");
  private static final Status REFUSED = Status.unresolvable("node(s) were unschedulable");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  Status filter(PodInfo pod, NodeInfo node) {
    boolean cordoned = Boolean.TRUE.equals(node.node().getSpec().getUnschedulable());
    return !cordoned || Tolerations.tolerates(pod.pod(), CORDONED) ? Status.SUCCESS : REFUSED;
  }
}
