package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.plugins.DefaultBinder;
import dev.skiff.controlplane.scheduler.plugins.InterPodAffinity;
import dev.skiff.controlplane.scheduler.plugins.NodeAffinity;
import dev.skiff.controlplane.scheduler.plugins.NodeName;
import dev.skiff.controlplane.scheduler.plugins.NodePorts;
import dev.skiff.controlplane.scheduler.plugins.NodeResourcesBalancedAllocation;
import dev.skiff.controlplane.scheduler.plugins.NodeResourcesFit;
import dev.skiff.controlplane.scheduler.plugins.NodeUnschedulable;
import dev.skiff.controlplane.scheduler.plugins.PodTopologySpread;
import dev.skiff.controlplane.scheduler.plugins.TaintToleration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The plugins of {@code default-scheduler}, in upstream's order. */
final class DefaultProfile {
  /** The name that Pods have if they name no scheduler. */
  static final String NAME = "default-scheduler";

  private DefaultProfile() {}

  static List<Plugin> plugins(KubernetesClient client) {
    return List.of(
        new NodeUnschedulable(),
        new NodeName(),
        new TaintToleration(),
        new NodeAffinity(),
        new NodePorts(),
        new NodeResourcesFit(),
        new PodTopologySpread(),
        new InterPodAffinity(),
        new NodeResourcesBalancedAllocation(),
        new DefaultBinder(client));
  }
}
