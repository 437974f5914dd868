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
final class JobConditions {
  private JobConditions() {}

  /**
   * How a Job has come to its end.
   *
   * @param good whether it did what it should
   */
  record Outcome(boolean good, String reason, String message) {}

  static boolean finished(Job job) {
    return isTrue(job, "Complete") || isTrue(job, "Failed");
  }

  /** The outcome that was settled before, while Pods are still going. */
  static Optional<Outcome> settled(Job job) {
    return find(job, "SuccessCriteriaMet")
        .map(one -> new Outcome(true, one.getReason(), one.getMessage()))
        .or(
            () ->
                find(job, "FailureTarget")
                    .map(one -> new Outcome(false, one.getReason(), one.getMessage())));
  }

  /**
   * The conditions now.
   *
   * @param outcome null while the Job goes on
   * @param ended whether its last Pod has ended too
   */
  static List<JobCondition> of(
      Job job, Outcome outcome, boolean ended, boolean suspended, Instant now) {
    List<JobCondition> conditions = new ArrayList<>(present(job));
    boolean wasSuspended = isTrue(job, "Suspended");
    if (outcome == null && suspended != wasSuspended) {
      put(
          conditions,
          "Suspended",
          suspended ? "True" : "False",
          suspended ? "JobSuspended" : "JobResumed",
          suspended ? "Job suspended" : "Job resumed",
          now);
    }
    if (outcome != null) {
      String target = outcome.good ? "SuccessCriteriaMet" : "FailureTarget";
      if (find(job, target).isEmpty()) {
        put(conditions, target, "True", outcome.reason, outcome.message, now);
      }
      if (ended) {
        put(
            conditions,
            outcome.good ? "Complete" : "Failed",
            "True",
            outcome.reason,
            outcome.message,
            now);
      }
    }
    return conditions;
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
