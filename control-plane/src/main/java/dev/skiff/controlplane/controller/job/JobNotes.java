package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a Job counts each ended Pod exactly once. It is first noted in the status as uncounted, then
 * it loses its finalizer, then it moves from the note into the count; so a restart at any point
 * repeats nothing and forgets nothing. Indexes need no note: a set counts nothing twice.
 *
 * @param succeeded uids that are noted
 * @param failed uids that are noted
 * @param counted how many of the succeeded have lost their finalizer by now
 * @param countedFailed how many of the failed
 * @param release Pods that are to lose their finalizer once the note is written
 */
record JobNotes(
    Set<String> succeeded, Set<String> failed, int counted, int countedFailed, List<Pod> release) {
  /** Keeps the status small. */
  private static final int MAX = 500;

  /**
   * @param outcome how the Job ends; null while it goes on
   */
  static JobNotes of(JobView view, JobTally tally, Outcome outcome) {
    JobStatus status = view.job().getStatus();
    List<Pod> tracked = view.pods().stream().filter(JobPods::tracked).toList();
    Set<String> held =
        tracked.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    Set<String> succeeded = noted(status, true);
    Set<String> failed = noted(status, false);
    int counted = settle(succeeded, held);
    int countedFailed = settle(failed, held);
    List<Pod> release = new ArrayList<>();
    for (Pod pod : tracked) {
      if (succeeded.size() + failed.size() >= MAX) break;
      if (outcome == null && !hasEnded(view, tally, pod)) continue;
      release.add(pod);
      String uid = pod.getMetadata().getUid();
      if (succeeded.contains(uid) || failed.contains(uid) || !view.counts(pod)) continue;
      if (JobPods.succeeded(pod)) {
        if (!view.indexed()) succeeded.add(uid);
      } else if (hasFailed(view, outcome, pod) && view.verdict(pod).counts()) {
        failed.add(uid);
      }
    }
    return new JobNotes(succeeded, failed, counted, countedFailed, release);
  }

  /** Whether all that has ended is counted for good. */
  boolean settled() {
    return succeeded.isEmpty() && failed.isEmpty();
  }

  UncountedTerminatedPods uncounted() {
    UncountedTerminatedPods uncounted = new UncountedTerminatedPods();
    uncounted.setSucceeded(new ArrayList<>(succeeded));
    uncounted.setFailed(new ArrayList<>(failed));
    return uncounted;
  }

  /** The uids that a status has noted. */
  static Set<String> noted(JobStatus status, boolean succeeded) {
    if (status == null || status.getUncountedTerminatedPods() == null) {
      return new LinkedHashSet<>();
    }
    UncountedTerminatedPods noted = status.getUncountedTerminatedPods();
    List<String> uids = succeeded ? noted.getSucceeded() : noted.getFailed();
    return uids == null ? new LinkedHashSet<>() : new LinkedHashSet<>(uids);
  }

  /** What a failed Job takes down has failed with it; what a complete one does not need has not. */
  private static boolean hasFailed(JobView view, Outcome outcome, Pod pod) {
    if (outcome == null) return view.failed(pod);
    return !outcome.good() || (Pods.phase(pod).equals("Failed") && !Pods.terminating(pod));
  }

  /** A failed Pod stays until its index has another one, which continues its count. */
  private static boolean hasEnded(JobView view, JobTally tally, Pod pod) {
    if (JobPods.succeeded(pod)) return true;
    return view.failed(pod) && tally.unreplaced().get(CompletionIndex.of(pod)) != pod;
  }

  /** Removes the uids whose Pods have lost their finalizer, and says how many they are. */
  private static int settle(Set<String> noted, Set<String> held) {
    int before = noted.size();
    noted.retainAll(held);
    return before - noted.size();
  }
}
