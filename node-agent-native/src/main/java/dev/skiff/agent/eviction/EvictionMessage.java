package dev.skiff.agent.eviction;

import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.v1.ContainerStats;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;

/** Tells a pod's owner why the pod was ended, in upstream's words. */
final class EvictionMessage {

  private EvictionMessage() {}

  static String of(Threshold threshold, NodeLevels levels, PodUsage usage) {
    StringBuilder text = new StringBuilder();
    text.append(
        "The node was low on resource: %s. Threshold quantity: %s, available: %s. "
            .formatted(
                threshold.resource(),
                LinuxResources.binary(threshold.quantity(levels)),
                LinuxResources.binary(threshold.available(levels))));
    for (ContainerStats stats : usage.containers()) {
      for (Container container : PodContainers.all(usage.pod())) {
        if (container.getName().equals(PodUsage.name(stats))) {
          text.append(container(threshold, container, stats));
        }
      }
    }
    return text.toString();
  }

  private static String container(Threshold threshold, Container container, ContainerStats stats) {
    long used =
        threshold.ofDisk()
            ? stats.getWritableLayer().getUsedBytes().getValue()
            : stats.getMemory().getWorkingSetBytes().getValue();
    Quantity request = LinuxResources.request(container, threshold.resource());
    if (request != null && used <= LinuxResources.bytes(request)) {
      return "";
    }
    return "Container %s was using %s, request is %s, has larger consumption of %s. "
        .formatted(
            container.getName(),
            LinuxResources.binary(used),
            request == null ? "0" : request.toString(),
            threshold.resource());
  }
}
