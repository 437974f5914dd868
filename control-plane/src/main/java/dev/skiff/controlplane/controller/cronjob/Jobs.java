package dev.skiff.controlplane.controller.cronjob;

import dev.skiff.operator.api.Owners;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The Jobs of CronJobs: how one is made, and which may be forgotten. */
final class Jobs {
  static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  static final String COMPLETE = "Complete";
  static final String FAILED = "Failed";

  private static final Comparator<Job> BY_START =
      Comparator.comparing(
              (Job job) -> job.getStatus() == null ? null : job.getStatus().getStartTime(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(job -> job.getMetadata().getName());

  private Jobs() {}

  /** The Job of a time; its name says which, so that no time gets two. */
  static Job make(CronJob cronJob, Instant scheduled) {
    var template = cronJob.getSpec().getJobTemplate();
    var metadata = template.getMetadata();
    String zone = cronJob.getSpec().getTimeZone();
    String timestamp =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            scheduled
                .truncatedTo(ChronoUnit.SECONDS)
                .atZone(zone == null ? ZoneOffset.UTC : ZoneId.of(zone)));
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(cronJob.getMetadata().getNamespace())
        .withName(cronJob.getMetadata().getName() + "-" + scheduled.getEpochSecond() / 60)
        .withLabels(metadata == null ? null : metadata.getLabels())
        .withAnnotations(metadata == null ? null : metadata.getAnnotations())
        .addToAnnotations(SCHEDULED, timestamp)
        .withOwnerReferences(Owners.controllerReference(cronJob))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** How a Job ended, {@link #COMPLETE} or {@link #FAILED}; empty while it goes on. */
  static Optional<String> ended(Job job) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) return Optional.empty();
    return job.getStatus().getConditions().stream()
        .filter(one -> one.getStatus().equals("True"))
        .map(JobCondition::getType)
        .filter(type -> type.equals(COMPLETE) || type.equals(FAILED))
        .findFirst();
  }

  /**
   * The oldest of the Jobs that ended so, beyond a limit.
   *
   * @param limit null means no limit
   */
  static List<Job> surplus(List<Job> jobs, String how, Integer limit) {
    if (limit == null) return List.of();
    List<Job> ended =
        jobs.stream()
            .filter(job -> ended(job).filter(how::equals).isPresent())
            .sorted(BY_START)
            .toList();
    return ended.subList(0, Math.max(0, ended.size() - limit));
  }

  static ObjectReference reference(Job job) {
    return new ObjectReferenceBuilder()
        .withApiVersion(job.getApiVersion())
        .withKind(job.getKind())
        .withNamespace(job.getMetadata().getNamespace())
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withResourceVersion(job.getMetadata().getResourceVersion())
        .build();
  }
}
