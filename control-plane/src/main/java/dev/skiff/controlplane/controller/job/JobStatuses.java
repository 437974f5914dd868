package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobView.zero;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Computes a Job's status. */
final class JobStatuses {
  private JobStatuses() {}

  /**
   * The status after what was done.
   *
   * @param outcome how the Job ends; null while it goes on
   * @param done what was done
   */
  static JobStatus of(
      JobView view, JobTally tally, JobNotes notes, Outcome outcome, JobActions.Done done) {
    JobStatus before = view.job().getStatus();
    boolean ended = ended(view, notes, outcome);
    List<Pod> left = view.active().stream().filter(pod -> !done.deleted().contains(pod)).toList();
    int succeeded =
        view.indexed()
            ? tally.completed().size()
            : zero(before == null ? null : before.getSucceeded()) + notes.counted();
    int failed = zero(before == null ? null : before.getFailed()) + notes.countedFailed();
    String completed = tally.completed().toString();
    return new JobStatusBuilder()
        .withStartTime(time(view.started()))
        .withCompletionTime(ended && outcome.good() ? time(view.now()) : null)
        .withActive(orAbsent(left.size() + done.created()))
        .withReady((int) left.stream().filter(Pods::ready).count())
        .withTerminating(view.terminating() + done.deleted().size())
        .withSucceeded(orAbsent(succeeded))
        .withFailed(orAbsent(failed))
        .withCompletedIndexes(completed.isEmpty() ? null : completed)
        .withFailedIndexes(view.limitedPerIndex() ? tally.failedIndexes().toString() : null)
        .withUncountedTerminatedPods(notes.uncounted())
        .withConditions(JobConditions.of(view, outcome, ended))
        .build();
  }

  /** Whether the Job is over: it has an outcome, and every Pod has ended and is counted. */
  static boolean ended(JobView view, JobNotes notes, Outcome outcome) {
    return outcome != null
        && notes.settled()
        && view.pods().stream().allMatch(pod -> Pods.finished(pod) && !JobPods.tracked(pod));
  }

  private static String time(Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The API leaves a count of zero out. */
  private static Integer orAbsent(int count) {
    return count == 0 ? null : count;
  }
}
