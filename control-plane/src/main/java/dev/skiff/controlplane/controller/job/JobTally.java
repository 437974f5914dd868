package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts a Job's ended Pods, each exactly once. An ended Pod is first noted as uncounted in the
 * status, then it loses its finalizer, then it moves from the note into the count; so a restart at
 * any point repeats nothing and forgets nothing.
 *
 * @param succeeded counted for good
 * @param failed counted for good
 * @param uncountedSucceeded uids that are noted
 * @param uncountedFailed uids that are noted
 */
record JobTally(
    int succeeded, int failed, Set<String> uncountedSucceeded, Set<String> uncountedFailed) {
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";

  /** The tally that a status and the Pods make. */
  static JobTally of(JobStatus status, List<Pod> pods) {
    Set<String> held = new HashSet<>();
    for (Pod pod : pods) {
      if (tracked(pod)) held.add(pod.getMetadata().getUid());
    }
    Set<String> succeeded = noted(status, true);
    Set<String> failed = noted(status, false);
    int newlySucceeded = settle(succeeded, held);
    int newlyFailed = settle(failed, held);
    for (Pod pod : pods) {
      String uid = pod.getMetadata().getUid();
      if (!tracked(pod) || succeeded.contains(uid) || failed.contains(uid)) continue;
      if (Pods.phase(pod).equals("Succeeded")) succeeded.add(uid);
      else if (Pods.phase(pod).equals("Failed") || Pods.terminating(pod)) failed.add(uid);
    }
    return new JobTally(
        zero(status == null ? null : status.getSucceeded()) + newlySucceeded,
        zero(status == null ? null : status.getFailed()) + newlyFailed,
        succeeded,
        failed);
  }

  /** Pods that have ended well, noted ones included. */
  int allSucceeded() {
    return succeeded + uncountedSucceeded.size();
  }

  /** Pods that have not, noted ones included. */
  int allFailed() {
    return failed + uncountedFailed.size();
  }

  /** Whether every ended Pod is counted for good. */
  boolean settled() {
    return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty();
  }

  /** Whether a Pod may lose its finalizer: it is noted in this tally. */
  boolean notes(Pod pod) {
    String uid = pod.getMetadata().getUid();
    return uncountedSucceeded.contains(uid) || uncountedFailed.contains(uid);
  }

  UncountedTerminatedPods uncounted() {
    UncountedTerminatedPods uncounted = new UncountedTerminatedPods();
    uncounted.setSucceeded(new ArrayList<>(uncountedSucceeded));
    uncounted.setFailed(new ArrayList<>(uncountedFailed));
    return uncounted;
  }

  static boolean tracked(Pod pod) {
    return pod.getMetadata().getFinalizers().contains(FINALIZER);
  }

  static int zero(Integer count) {
    return count == null ? 0 : count;
  }

  /** Removes the uids whose Pods have lost their finalizer, and says how many they are. */
  private static int settle(Set<String> noted, Set<String> held) {
    int before = noted.size();
    noted.retainAll(held);
    return before - noted.size();
  }

  private static Set<String> noted(JobStatus status, boolean succeeded) {
    if (status == null || status.getUncountedTerminatedPods() == null) {
      return new LinkedHashSet<>();
    }
    UncountedTerminatedPods noted = status.getUncountedTerminatedPods();
    List<String> uids = succeeded ? noted.getSucceeded() : noted.getFailed();
    return uids == null ? new LinkedHashSet<>() : new LinkedHashSet<>(uids);
  }
}
