package dev.skiff.controlplane.controller.disruption;

import dev.skiff.controlplane.controller.common.IntOrPercent;
import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a PodDisruptionBudget allows.
 *
 * @param expected how many Pods there should be
 * @param desired how many of them have to be healthy
 * @param healthy how many are, and are not about to be evicted
 * @param disrupted Pods whose eviction was allowed and has not been seen yet, with its time
 */
record Budget(int expected, int desired, int healthy, Map<String, String> disrupted) {
  /** An eviction that has not happened by then will not happen. */
  static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

  /** Whether the number of Pods that there should be matters, not only that of those present. */
  static boolean scaled(PodDisruptionBudget budget) {
    if (budget.getSpec().getMaxUnavailable() != null) return true;
    IntOrString least = budget.getSpec().getMinAvailable();
    return least != null && least.getStrVal() != null;
  }

  /**
   * The budget now.
   *
   * @param pods that the budget selects
   * @param expected how many there should be if it is {@link #scaled}
   */
  static Budget of(PodDisruptionBudget budget, List<Pod> pods, int expected, Instant now) {
    Map<String, String> disrupted = stillDisrupted(budget, pods, now);
    int healthy = 0;
    for (Pod pod : pods) {
      boolean goes = Pods.terminating(pod) || disrupted.containsKey(pod.getMetadata().getName());
      if (!goes && Pods.ready(pod)) healthy++;
    }
    int count = scaled(budget) ? expected : pods.size();
    return new Budget(count, desired(budget, count), healthy, disrupted);
  }

  /** How many Pods may be evicted now. */
  int allowed() {
    return expected <= 0 ? 0 : Math.max(0, healthy - desired);
  }

  /** Pods that should have been evicted long ago. */
  static List<Pod> overdue(PodDisruptionBudget budget, List<Pod> pods, Instant now) {
    Map<String, String> before = before(budget);
    return pods.stream()
        .filter(pod -> !Pods.terminating(pod))
        .filter(pod -> before.containsKey(pod.getMetadata().getName()))
        .filter(pod -> !end(before.get(pod.getMetadata().getName())).isAfter(now))
        .toList();
  }

  /** When the first allowed eviction has to have happened; null if there is none. */
  Instant nextTimeout() {
    return disrupted.values().stream().map(Budget::end).min(Instant::compareTo).orElse(null);
  }

  private static int desired(PodDisruptionBudget budget, int expected) {
    IntOrString most = budget.getSpec().getMaxUnavailable();
    if (most != null) {
      return Math.max(0, expected - IntOrPercent.resolve(most, "0", expected, true));
    }
    return IntOrPercent.resolve(budget.getSpec().getMinAvailable(), "1", expected, true);
  }

  private static Map<String, String> stillDisrupted(
      PodDisruptionBudget budget, List<Pod> pods, Instant now) {
    Map<String, String> still = new TreeMap<>();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      String since = before(budget).get(name);
      if (since == null || Pods.terminating(pod) || !end(since).isAfter(now)) continue;
      still.put(name, since);
    }
    return still;
  }

  private static Instant end(String since) {
    return Instant.parse(since).plus(DELETION_TIMEOUT);
  }

  private static Map<String, String> before(PodDisruptionBudget budget) {
    if (budget.getStatus() == null || budget.getStatus().getDisruptedPods() == null) {
      return Map.of();
    }
    return budget.getStatus().getDisruptedPods();
  }
}
