package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobView.zero;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a Job has come to, ended Pods that its status does not know yet included.
 *
 * @param succeeded Pods that have succeeded; in an Indexed Job, indexes
 * @param failed Pods that have failed and count
 * @param newlySucceeded those that the status does not know
 * @param newlyFailed those that the status does not know, ignored ones included
 * @param completed indexes that have succeeded; empty if the Job is not Indexed
 * @param failedIndexes indexes that get no more Pods; empty without a limit for each index
 * @param unreplaced the last failed Pod of each index that is to get another one, which will
 *     continue its count of failures; empty without a limit for each index
 */
record JobTally(
    int succeeded,
    int failed,
    List<Pod> newlySucceeded,
    List<Pod> newlyFailed,
    Indexes completed,
    Indexes failedIndexes,
    Map<Integer, Pod> unreplaced) {

  static JobTally of(JobView view) {
    JobStatus status = view.job().getStatus();
    Set<String> notedSucceeded = JobNotes.noted(status, true);
    Set<String> notedFailed = JobNotes.noted(status, false);
    List<Pod> newlySucceeded = fresh(view, notedSucceeded, JobPods::succeeded);
    List<Pod> newlyFailed = fresh(view, notedFailed, view::failed);
    int counted = (int) newlyFailed.stream().filter(pod -> view.verdict(pod).counts()).count();
    Indexes completed = completed(view);
    Indexes failedIndexes = failedIndexes(view);
    return new JobTally(
        view.indexed()
            ? completed.size()
            : count(status, true) + notedSucceeded.size() + newlySucceeded.size(),
        count(status, false) + notedFailed.size() + counted,
        newlySucceeded,
        newlyFailed,
        completed,
        failedIndexes,
        view.limitedPerIndex() ? unreplaced(view, completed.plus(failedIndexes)) : Map.of());
  }

  /** Pods that nobody has noted. */
  private static List<Pod> fresh(JobView view, Set<String> noted, Predicate<Pod> which) {
    return view.pods().stream()
        .filter(pod -> JobPods.tracked(pod) && view.counts(pod) && which.test(pod))
        .filter(pod -> !noted.contains(pod.getMetadata().getUid()))
        .toList();
  }

  private static Indexes completed(JobView view) {
    if (!view.indexed()) return Indexes.NONE;
    JobStatus status = view.job().getStatus();
    String before = status == null ? null : status.getCompletedIndexes();
    return Indexes.parse(before, view.completions()).plus(indexes(view, JobPods::succeeded));
  }

  private static Indexes failedIndexes(JobView view) {
    if (!view.limitedPerIndex()) return Indexes.NONE;
    JobStatus status = view.job().getStatus();
    String before = status == null ? null : status.getFailedIndexes();
    return Indexes.parse(before, view.completions())
        .plus(indexes(view, pod -> failsIndex(view, pod)));
  }

  private static Indexes indexes(JobView view, Predicate<Pod> which) {
    return Indexes.of(
        fresh(view, Set.of(), which).stream().map(CompletionIndex::of).collect(Collectors.toSet()));
  }

  private static boolean failsIndex(JobView view, Pod pod) {
    if (!view.failed(pod)) return false;
    FailurePolicy.Verdict verdict = view.verdict(pod);
    int limit = view.job().getSpec().getBackoffLimitPerIndex();
    return verdict.failsIndex() || (verdict.counts() && CompletionIndex.failures(pod) >= limit);
  }

  private static Map<Integer, Pod> unreplaced(JobView view, Indexes settled) {
    Set<Integer> active =
        view.active().stream().map(CompletionIndex::of).collect(Collectors.toSet());
    Map<Integer, Pod> last = new HashMap<>();
    for (Pod pod : fresh(view, Set.of(), view::failed)) {
      int index = CompletionIndex.of(pod);
      if (settled.contains(index) || active.contains(index)) continue;
      last.merge(index, pod, (before, after) -> follows(after, before) ? after : before);
    }
    return last;
  }

  private static boolean follows(Pod pod, Pod other) {
    return CompletionIndex.allFailures(pod) >= CompletionIndex.allFailures(other)
        && !JobPods.finishedAt(pod).isBefore(JobPods.finishedAt(other));
  }

  private static int count(JobStatus status, boolean succeeded) {
    if (status == null) return 0;
    return zero(succeeded ? status.getSucceeded() : status.getFailed());
  }
}
