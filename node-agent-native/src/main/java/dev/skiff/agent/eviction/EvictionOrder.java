package dev.skiff.agent.eviction;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.PodResources;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * Whom it hits first: who uses more than he asked for, then the lowest priority, then who is
 * furthest beyond what he asked for. Critical pods never.
 */
final class EvictionOrder {

  private EvictionOrder() {}

  static List<PodUsage> of(List<PodUsage> pods, Threshold threshold) {
    return pods.stream()
        .filter(usage -> !PodContainers.isCritical(usage.pod()))
        .sorted(
            Comparator.comparing((PodUsage usage) -> beyond(usage, threshold) <= 0)
                .thenComparing(usage -> priority(usage.pod()))
                .thenComparing(usage -> beyond(usage, threshold), Comparator.reverseOrder()))
        .toList();
  }

  /** What the pod uses less what it asked for, in bytes. */
  private static long beyond(PodUsage usage, Threshold threshold) {
    long used = threshold.ofDisk() ? usage.written() : usage.workingSet();
    BigDecimal requested =
        PodResources.requests(usage.pod()).getOrDefault(threshold.resource(), BigDecimal.ZERO);
    return used - requested.longValue();
  }

  private static int priority(Pod pod) {
    return pod.getSpec().getPriority() == null ? 0 : pod.getSpec().getPriority();
  }
}
