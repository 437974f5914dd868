package dev.skiff.agent.eviction;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.PodResources;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whom it hits first: who uses more than he asked for, then the lowest priority, then who is
 * furthest beyond what he asked for. Critical pods never.
 */
final class EvictionOrder {

  private EvictionOrder() {}

  /**
   * @param files bytes that a pod has on the disk beside its containers' own file systems; asked
   *     for only when it is the disk that is short
   */
  static List<PodUsage> of(List<PodUsage> pods, Threshold threshold, ToLongFunction<Pod> files) {
    return pods.stream()
        .filter(usage -> !PodContainers.isCritical(usage.pod()))
        .map(usage -> new Candidate(usage, beyond(usage, threshold, files)))
        .sorted(
            Comparator.comparing((Candidate one) -> one.beyond <= 0)
                .thenComparing(one -> priority(one.usage.pod()))
                .thenComparing(Candidate::beyond, Comparator.reverseOrder()))
        .map(Candidate::usage)
        .toList();
  }

  private record Candidate(PodUsage usage, long beyond) {}

  /** What the pod uses less what it asked for, in bytes. */
  private static long beyond(PodUsage usage, Threshold threshold, ToLongFunction<Pod> files) {
    long used =
        threshold.ofDisk() ? usage.written() + files.applyAsLong(usage.pod()) : usage.workingSet();
    BigDecimal requested =
        PodResources.requests(usage.pod()).getOrDefault(threshold.resource(), BigDecimal.ZERO);
    return used - requested.longValue();
  }

  private static int priority(Pod pod) {
    return pod.getSpec().getPriority() == null ? 0 : pod.getSpec().getPriority();
  }
}
