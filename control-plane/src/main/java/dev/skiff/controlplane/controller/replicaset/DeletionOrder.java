package dev.skiff.controlplane.controller.replicaset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which Pods go first when there are too many: those that do least, are cheapest by annotation,
 * stand closest to a sibling, and are youngest (by powers of two, so that luck spreads the rest).
 */
final class DeletionOrder {
  static final String COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

  private DeletionOrder() {}

  /**
   * Sorts Pods, the first to be deleted first.
   *
   * @param siblings Pods that count when it comes to spreading over nodes
   */
  static List<Pod> sort(List<Pod> pods, List<Pod> siblings, Instant now) {
    Map<String, Long> perNode =
        siblings.stream()
            .filter(Pods::active)
            .collect(Collectors.groupingBy(Pods::node, Collectors.counting()));
    return pods.stream().sorted(order(perNode, now)).toList();
  }

  private static Comparator<Pod> order(Map<String, Long> perNode, Instant now) {
    return Comparator.comparing((Pod pod) -> !Pods.node(pod).isEmpty())
        .thenComparing(pod -> PHASES.indexOf(Pods.phase(pod)))
        .thenComparing(Pods::ready)
        .thenComparing(DeletionOrder::cost)
        .thenComparing(pod -> -perNode.getOrDefault(Pods.node(pod), 0L))
        .thenComparing(pod -> magnitude(Pods.readySince(pod), now))
        .thenComparing(pod -> -Pods.restarts(pod))
        .thenComparing(pod -> magnitude(created(pod), now))
        .thenComparing(pod -> pod.getMetadata().getUid());
  }

  /** Youth in powers of two; an unknown time counts as now. */
  private static int magnitude(Instant since, Instant now) {
    if (since == null) return -1;
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    return 64 - Long.numberOfLeadingZeros(seconds);
  }

  private static Instant created(Pod pod) {
    String created = pod.getMetadata().getCreationTimestamp();
    return created == null ? null : Instant.parse(created);
  }

  private static int cost(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String cost = annotations == null ? null : annotations.get(COST);
    try {
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
