package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to be done for a Job: Pods are made or removed, never both at once.
 *
 * @param delete Pods that have to go
 * @param create the indexes of Pods that are to be made; {@link CompletionIndex#NONE} for Pods
 *     without one
 * @param backOff how long a Pod that is missing has to wait for its back-off; null for none
 */
record JobPlan(List<Pod> delete, List<Integer> create, Duration backOff) {
  private static final int BURST = 500;

  /**
   * @param outcome how the Job ends; null while it goes on
   * @param backOff how long new Pods of a Job without limits for each index have to wait
   */
  static JobPlan of(JobView view, JobTally tally, Outcome outcome, Duration backOff) {
    if (outcome != null || view.suspended()) return remove(view.active());
    int wanted = wanted(view, tally);
    List<Pod> surplus = Surplus.of(view, Math.max(0, view.active().size() - wanted));
    if (!surplus.isEmpty()) return remove(surplus.subList(0, Math.min(BURST, surplus.size())));
    int going = JobPods.replacesOnlyFailed(view.job()) ? view.terminating() : 0;
    int missing = Math.min(BURST, wanted - going - view.active().size());
    if (missing <= 0) return new JobPlan(List.of(), List.of(), null);
    if (view.limitedPerIndex()) return perIndex(view, tally, missing);
    if (backOff.isPositive()) return new JobPlan(List.of(), List.of(), backOff);
    return new JobPlan(List.of(), indexes(view, tally, missing), null);
  }

  private static JobPlan remove(List<Pod> pods) {
    return new JobPlan(pods, List.of(), null);
  }

  private static int wanted(JobView view, JobTally tally) {
    if (view.completions() != null) {
      return Math.max(0, Math.min(view.parallelism(), view.completions() - tally.succeeded()));
    }
    // Without a number of completions the first success says that no more Pods are needed.
    return tally.succeeded() > 0 ? view.active().size() : view.parallelism();
  }

  private static List<Integer> indexes(JobView view, JobTally tally, int count) {
    if (!view.indexed()) return Collections.nCopies(count, CompletionIndex.NONE);
    Indexes taken = tally.completed().plus(tally.failedIndexes()).plus(of(view, Pods::active));
    if (JobPods.replacesOnlyFailed(view.job())) taken = taken.plus(of(view, JobPods::terminating));
    return taken.missing(count, view.completions());
  }

  private static Indexes of(JobView view, Predicate<Pod> which) {
    Set<Integer> indexes =
        view.pods().stream()
            .filter(which)
            .filter(view::counts)
            .map(CompletionIndex::of)
            .collect(Collectors.toSet());
    return Indexes.of(indexes);
  }

  /** Each index waits by itself. */
  private static JobPlan perIndex(JobView view, JobTally tally, int count) {
    List<Integer> now = new ArrayList<>();
    Duration shortest = null;
    for (int index : indexes(view, tally, count)) {
      Duration wait = BackOffs.left(tally.unreplaced().get(index), view.now());
      if (wait.isZero()) now.add(index);
      else if (shortest == null || wait.compareTo(shortest) < 0) shortest = wait;
    }
    return new JobPlan(List.of(), now, now.isEmpty() ? shortest : null);
  }
}
