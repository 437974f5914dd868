package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a Job ends. Once settled it stays, while the last Pods go.
 *
 * @param good whether it did what it should
 * @param reason of the conditions
 * @param message of the conditions
 */
record Outcome(boolean good, String reason, String message) {

  /** Empty while the Job goes on. A failure comes before success, as upstream has it. */
  static Optional<Outcome> of(JobView view, JobTally tally) {
    return JobConditions.settled(view.job())
        .or(() -> policy(view))
        .or(() -> limit(view, tally))
        .or(() -> indexes(view, tally))
        .or(() -> SuccessCriteria.met(view.job(), tally.completed()).map(Outcome::success))
        .or(() -> completions(view, tally));
  }

  private static Outcome failure(String reason, String message) {
    return new Outcome(false, reason, message);
  }

  private static Outcome success(String message) {
    return new Outcome(true, "SuccessPolicy", message);
  }

  private static Optional<Outcome> policy(JobView view) {
    return view.pods().stream()
        .filter(view::failed)
        .map(pod -> view.verdict(pod).message())
        .filter(message -> message != null)
        .findFirst()
        .map(message -> failure("PodFailurePolicy", message));
  }

  private static Optional<Outcome> limit(JobView view, JobTally tally) {
    if (tally.failed() > view.backoffLimit() || restartsTooOften(view)) {
      return Optional.of(
          failure("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
    }
    Duration left = view.untilDeadline();
    return left == null || left.isPositive()
        ? Optional.empty()
        : Optional.of(failure("DeadlineExceeded", "Job was active longer than specified deadline"));
  }

  /** Containers that are restarted in place count as well. */
  private static boolean restartsTooOften(JobView view) {
    String policy = view.job().getSpec().getTemplate().getSpec().getRestartPolicy();
    if (!"OnFailure".equals(policy)) return false;
    int restarts =
        view.pods().stream().filter(pod -> !Pods.finished(pod)).mapToInt(Outcome::restarts).sum();
    return view.backoffLimit() == 0 ? restarts > 0 : restarts >= view.backoffLimit();
  }

  private static int restarts(Pod pod) {
    if (pod.getStatus() == null) return 0;
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .map(ContainerStatus::getRestartCount)
        .mapToInt(JobView::zero)
        .sum();
  }

  private static Optional<Outcome> indexes(JobView view, JobTally tally) {
    JobSpec spec = view.job().getSpec();
    int failed = tally.failedIndexes().size();
    if (spec.getMaxFailedIndexes() != null && failed > spec.getMaxFailedIndexes()) {
      return Optional.of(
          failure(
              "MaxFailedIndexesExceeded",
              "Job has exceeded the specified maximal number of failed indexes"));
    }
    return failed > 0 && failed + tally.completed().size() >= spec.getCompletions()
        ? Optional.of(failure("FailedIndexes", "Job has failed indexes"))
        : Optional.empty();
  }

  private static Optional<Outcome> completions(JobView view, JobTally tally) {
    boolean complete =
        view.completions() == null
            ? tally.succeeded() > 0 && view.active().isEmpty()
            : tally.succeeded() >= view.completions();
    return complete
        ? Optional.of(
            new Outcome(true, "CompletionsReached", "Reached expected number of succeeded pods"))
        : Optional.empty();
  }
}
