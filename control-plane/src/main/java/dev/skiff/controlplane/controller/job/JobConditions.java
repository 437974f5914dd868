package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Job's conditions: how it goes, and how it went. */
public final class JobConditions {
  static final String SUSPENDED = "Suspended";
  private static final String COMPLETE = "Complete";
  private static final String FAILED = "Failed";
  private static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";
  private static final String FAILURE_TARGET = "FailureTarget";

  private JobConditions() {}

  /** When a Job ended, well or not; empty while it goes on. */
  public static Optional<Instant> finishedAt(Job job) {
    return find(job, COMPLETE)
        .or(() -> find(job, FAILED))
        .map(JobCondition::getLastTransitionTime)
        .map(Instant::parse);
  }

  static boolean finished(Job job) {
    return isTrue(job, COMPLETE) || isTrue(job, FAILED);
  }

  /** The outcome that was settled before, while Pods are still going. */
  static Optional<Outcome> settled(Job job) {
    return find(job, SUCCESS_CRITERIA_MET)
        .map(one -> new Outcome(true, one.getReason(), one.getMessage()))
        .or(
            () ->
                find(job, FAILURE_TARGET)
                    .map(one -> new Outcome(false, one.getReason(), one.getMessage())));
  }

  /**
   * The conditions now.
   *
   * @param outcome null while the Job goes on
   * @param ended whether its last Pod has ended too
   */
  static List<JobCondition> of(JobView view, Outcome outcome, boolean ended) {
    Job job = view.job();
    List<JobCondition> conditions = new ArrayList<>(present(job));
    if (outcome == null) {
      if (suspends(view)) {
        put(conditions, SUSPENDED, "True", "JobSuspended", "Job suspended", view.now());
      } else if (resumes(view)) {
        put(conditions, SUSPENDED, "False", "JobResumed", "Job resumed", view.now());
      }
      return conditions;
    }
    String target = outcome.good() ? SUCCESS_CRITERIA_MET : FAILURE_TARGET;
    if (!isTrue(job, target)) put(conditions, target, outcome, view.now());
    if (ended) put(conditions, outcome.good() ? COMPLETE : FAILED, outcome, view.now());
    return conditions;
  }

  /** Whether a Job is to pause and does not say so yet. */
  static boolean suspends(JobView view) {
    return view.suspended() && !isTrue(view.job(), SUSPENDED);
  }

  /** Whether a Job is to go on and still says that it pauses. */
  static boolean resumes(JobView view) {
    return !view.suspended() && isTrue(view.job(), SUSPENDED);
  }

  static boolean isTrue(Job job, String type) {
    return find(job, type).isPresent();
  }

  private static Optional<JobCondition> find(Job job, String type) {
    return present(job).stream()
        .filter(one -> one.getType().equals(type) && one.getStatus().equals("True"))
        .findFirst();
  }

  private static List<JobCondition> present(Job job) {
    return job.getStatus() == null || job.getStatus().getConditions() == null
        ? List.of()
        : job.getStatus().getConditions();
  }

  private static void put(
      List<JobCondition> conditions, String type, Outcome outcome, Instant now) {
    put(conditions, type, "True", outcome.reason(), outcome.message(), now);
  }

  private static void put(
      List<JobCondition> conditions,
      String type,
      String status,
      String reason,
      String message,
      Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    conditions.removeIf(one -> one.getType().equals(type));
    conditions.add(
        new JobConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastProbeTime(time)
            .withLastTransitionTime(time)
            .build());
  }
}
