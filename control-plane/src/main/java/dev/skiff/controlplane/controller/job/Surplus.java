package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Which active Pods of a Job are too many: those that have come less far go first. */
final class Surplus {
  private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");
  private static final Comparator<Pod> LEAST_FIRST =
      Comparator.comparing((Pod pod) -> !Pods.node(pod).isEmpty())
          .thenComparing(pod -> PHASES.indexOf(Pods.phase(pod)))
          .thenComparing(Pods::ready)
          .thenComparing(
              Pods::readySince, Comparator.nullsFirst(Comparator.<Instant>reverseOrder()))
          .thenComparing(Comparator.comparingInt(Pods::restarts).reversed())
          .thenComparing(
              (Pod pod) -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsFirst(Comparator.<String>reverseOrder()));

  private Surplus() {}

  /**
   * At least so many Pods. In an Indexed Job all that have no index of the Job's, and all but one
   * of each index, go too.
   */
  static List<Pod> of(JobView view, int atLeast) {
    List<Pod> order = view.active().stream().sorted(LEAST_FIRST).toList();
    List<Pod> surplus = new ArrayList<>(view.indexed() ? misplaced(view, order) : List.of());
    for (Pod pod : order) {
      if (surplus.size() >= atLeast) break;
      if (!surplus.contains(pod)) surplus.add(pod);
    }
    return surplus;
  }

  private static List<Pod> misplaced(JobView view, List<Pod> order) {
    List<Pod> misplaced = new ArrayList<>(order.stream().filter(pod -> !view.counts(pod)).toList());
    order.stream()
        .filter(view::counts)
        .collect(Collectors.groupingBy(CompletionIndex::of))
        .values()
        .forEach(same -> misplaced.addAll(same.subList(0, same.size() - 1)));
    return misplaced;
  }
}
