package dev.skiff.controlplane.controller.cronjob;

import dev.skiff.controlplane.resource.schedule.Schedule;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Instant;

/**
 * The last time at which a CronJob should have started and has not.
 *
 * @param time null if it is not due
 * @param tooMany whether more than a hundred times were missed
 */
record DueTime(Instant time, boolean tooMany) {
  private static final int BEARABLE = 100;

  static DueTime of(CronJob cronJob, Schedule schedule, Instant now) {
    Instant earliest = earliest(cronJob);
    Long deadline = cronJob.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && now.minusSeconds(deadline).isAfter(earliest)) {
      earliest = now.minusSeconds(deadline);
    }
    Instant due = schedule.after(earliest);
    if (due == null || due.isAfter(now)) return new DueTime(null, false);
    int missed = 1;
    for (Instant next = schedule.after(due);
        next != null && !next.isAfter(now);
        next = schedule.after(due)) {
      due = next;
      missed++;
    }
    return new DueTime(due, missed > BEARABLE);
  }

  private static Instant earliest(CronJob cronJob) {
    String last = cronJob.getStatus() == null ? null : cronJob.getStatus().getLastScheduleTime();
    return Instant.parse(last != null ? last : cronJob.getMetadata().getCreationTimestamp());
  }
}
