package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;

/** A Pod that names its node goes nowhere else. */
public final class NodeName extends NodeOnlyFilter {
  private static final Status REFUSED =
      Status.unresolvable("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  Status filter(PodInfo pod, NodeInfo node) {
    String wanted = pod.pod().getSpec().getNodeName();
    return wanted == null || wanted.isEmpty() || wanted.equals(node.name())
        ? Status.SUCCESS
        : REFUSED;
  }
}
