package dev.skiff.agent.admission;

import dev.skiff.agent.container.PodResources;
import dev.skiff.agent.container.QosClass;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * A resize that has to wait for room on the node.
 *
 * @param since when it was deferred first
 * @param granted tells the pod's worker that it need not wait any longer
 */
record PendingResize(Pod desired, Instant since, Runnable granted) {

  private static final List<String> COMPUTE = List.of("cpu", "memory");

  /**
   * Upstream's order: first what asks for nothing more, then by priority, by class of service, by
   * the time waited.
   */
  static Comparator<PendingResize> order(Map<String, Pod> admitted) {
    return Comparator.comparing(
            (PendingResize r) -> {
              Pod now = admitted.get(r.desired.getMetadata().getUid());
              return now != null && grows(now, r.desired);
            })
        .thenComparing(PendingResize::priority, Comparator.reverseOrder())
        .thenComparing(r -> QosClass.of(r.desired))
        .thenComparing(PendingResize::since);
  }

  private int priority() {
    Integer priority = desired.getSpec().getPriority();
    return priority == null ? 0 : priority;
  }

  /** Whether less of something is requested than before. */
  static boolean shrinks(Pod before, Pod after) {
    return any(before, after, (b, a) -> a.compareTo(b) < 0);
  }

  private static boolean grows(Pod before, Pod after) {
    return any(before, after, (b, a) -> a.compareTo(b) > 0);
  }

  private static boolean any(
      Pod before, Pod after, BiPredicate<BigDecimal, BigDecimal> comparison) {
    Map<String, BigDecimal> old = PodResources.requests(before);
    Map<String, BigDecimal> now = PodResources.requests(after);
    return COMPUTE.stream()
        .anyMatch(
            name ->
                comparison.test(
                    old.getOrDefault(name, BigDecimal.ZERO),
                    now.getOrDefault(name, BigDecimal.ZERO)));
  }
}
