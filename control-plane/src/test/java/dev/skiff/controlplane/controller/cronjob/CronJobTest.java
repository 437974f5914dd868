package dev.skiff.controlplane.controller.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.resource.schedule.Schedule;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronJobTest {
  private static final Schedule EVERY_MINUTE = Schedule.parse("* * * * *", ZoneOffset.UTC);

  @Test
  void itIsNotDueBeforeItsFirstTime() {
    DueTime due = DueTime.of(cronJob(), EVERY_MINUTE, Instant.parse("2026-01-01T00:00:59Z"));
    assertNull(due.time());
  }

  @Test
  void theLatestMissedTimeCounts() {
    DueTime due = DueTime.of(cronJob(), EVERY_MINUTE, Instant.parse("2026-01-01T00:05:30Z"));
    assertEquals(Instant.parse("2026-01-01T00:05:00Z"), due.time());
    assertFalse(due.tooMany());
  }

  @Test
  void aTimeThatWasScheduledIsNotDueAgain() {
    CronJob cronJob =
        new CronJobBuilder(cronJob())
            .withNewStatus()
            .withLastScheduleTime("2026-01-01T00:05:00Z")
            .endStatus()
            .build();
    Instant now = Instant.parse("2026-01-01T00:05:30Z");
    assertNull(DueTime.of(cronJob, EVERY_MINUTE, now).time());
  }

  @Test
  void moreThanAHundredMissedTimesAreTooManyUnlessTheDeadlineForgetsThem() {
    Instant now = Instant.parse("2026-01-01T02:00:30Z");
    assertTrue(DueTime.of(cronJob(), EVERY_MINUTE, now).tooMany());
    CronJob patient =
        new CronJobBuilder(cronJob()).editSpec().withStartingDeadlineSeconds(90L).endSpec().build();
    DueTime due = DueTime.of(patient, EVERY_MINUTE, now);
    assertFalse(due.tooMany());
    assertEquals(Instant.parse("2026-01-01T02:00:00Z"), due.time());
  }

  @Test
  void aJobIsNamedAfterItsMinuteAndSaysItsTime() {
    CronJob zoned =
        new CronJobBuilder(cronJob()).editSpec().withTimeZone("Asia/Tokyo").endSpec().build();
    Job job = Jobs.make(zoned, Instant.parse("2026-01-01T00:05:00Z"));
    assertEquals("report-29453765", job.getMetadata().getName());
    assertEquals(
        "2026-01-01T09:05:00+09:00", job.getMetadata().getAnnotations().get(Jobs.SCHEDULED));
    assertEquals("a", job.getMetadata().getLabels().get("team"));
    assertEquals("CronJob", job.getMetadata().getOwnerReferences().getFirst().getKind());
  }

  @Test
  void theOldestEndedJobsGo() {
    List<Job> jobs =
        List.of(
            job("c", Jobs.COMPLETE, "2026-01-01T00:03:00Z"),
            job("a", Jobs.COMPLETE, "2026-01-01T00:01:00Z"),
            job("b", Jobs.FAILED, "2026-01-01T00:02:00Z"),
            job("d", null, "2026-01-01T00:04:00Z"));
    assertEquals(List.of("a"), names(Jobs.surplus(jobs, Jobs.COMPLETE, 1)));
    assertEquals(List.of("b"), names(Jobs.surplus(jobs, Jobs.FAILED, 0)));
    assertEquals(List.of(), names(Jobs.surplus(jobs, Jobs.FAILED, null)));
  }

  private static List<String> names(List<Job> jobs) {
    return jobs.stream().map(job -> job.getMetadata().getName()).toList();
  }

  private static Job job(String name, String ended, String started) {
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewStatus()
            .withStartTime(started)
            .endStatus();
    if (ended != null) {
      job.editStatus()
          .addNewCondition()
          .withType(ended)
          .withStatus("True")
          .endCondition()
          .endStatus();
    }
    return job.build();
  }

  private static CronJob cronJob() {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("report")
        .withUid("u")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withSchedule("* * * * *")
        .withNewJobTemplate()
        .withNewMetadata()
        .addToLabels("team", "a")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
  }
}
