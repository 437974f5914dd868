package dev.skiff.controlplane.controller.cronjob;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.resource.schedule.Schedule;
import dev.skiff.controlplane.resource.schedule.TimeZones;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a Job whenever a CronJob is due, and waits until then without asking. */
public final class CronJobController implements Controller {
  private static final String NAME = "cronjob-controller";

  /** Clocks differ a little; too early would mean twice. */
  private static final Duration MARGIN = Duration.ofMillis(100);

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private ResourceCache<CronJob> cronJobs;
  private ResourceCache<Job> jobs;
  private JobActions actions;
  private ActiveJobs activeJobs;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(NAME, client);
    clock = context.operator().timer();
    cronJobs = context.operator().informer(CronJob.class).cache();
    jobs = ControllerIndex.on(context.operator().informer(Job.class));
    actions = new JobActions(client, events);
    activeJobs = new ActiveJobs(actions, events);
    context
        .operator()
        .controller(NAME, CronJob.class)
        .owns(Job.class)
        .workers(5)
        .reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<CronJob> found = cronJobs.get(request);
    if (found.isEmpty()) return Result.done();
    CronJob cronJob = found.get();
    List<Job> owned = ControllerIndex.controlledBy(jobs, cronJob);
    CronJobStatus status =
        (cronJob.getStatus() == null
                ? new CronJobStatusBuilder()
                : new CronJobStatusBuilder(cronJob.getStatus()))
            .build();
    status.setActive(
        status.getActive() == null ? new ArrayList<>() : new ArrayList<>(status.getActive()));
    forgetHistory(cronJob, owned);
    activeJobs.refresh(cronJob, status, owned);
    Result result = Result.done();
    boolean asleep =
        cronJob.getMetadata().getDeletionTimestamp() != null
            || Boolean.TRUE.equals(cronJob.getSpec().getSuspend());
    try {
      if (!asleep) result = run(cronJob, status);
    } finally {
      updateStatus(cronJob, status);
    }
    return result;
  }

  private Result run(CronJob cronJob, CronJobStatus status) {
    Optional<Schedule> parsed = schedule(cronJob);
    if (parsed.isEmpty()) return Result.done();
    Instant now = clock.instant();
    DueTime due = DueTime.of(cronJob, parsed.get(), now);
    if (due.tooMany()) {
      events.warning(
          cronJob,
          "TooManyMissedTimes",
          "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
              + " clock skew");
    }
    if (due.time() != null && mayStart(cronJob, status, due.time(), now)) {
      start(cronJob, status, due.time());
    }
    Instant next = parsed.get().after(now);
    return next == null
        ? Result.done()
        : Result.requeueAfter(Duration.between(now, next).plus(MARGIN));
  }

  private Optional<Schedule> schedule(CronJob cronJob) {
    String zone = cronJob.getSpec().getTimeZone();
    ZoneId zoneId;
    try {
      zoneId = TimeZones.of(zone);
    } catch (DateTimeException e) {
      events.warning(
          cronJob,
          "UnknownTimeZone",
          "invalid timeZone: \"%s\": unknown time zone %s".formatted(zone, zone));
      return Optional.empty();
    }
    String text = cronJob.getSpec().getSchedule();
    try {
      return Optional.of(Schedule.parse(text, zoneId));
    } catch (IllegalArgumentException e) {
      events.warning(
          cronJob,
          "UnparseableSchedule",
          "unparseable schedule: \"%s\" : %s".formatted(text, e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean mayStart(CronJob cronJob, CronJobStatus status, Instant due, Instant now) {
    Long deadline = cronJob.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && due.plusSeconds(deadline).isBefore(now)) {
      events.warning(
          cronJob, "MissSchedule", "Missed scheduled time to start a job: " + RFC_1123.format(due));
      return false;
    }
    if (due.toString().equals(status.getLastScheduleTime())) return false;
    if (status.getActive().isEmpty()) return true;
    if ("Forbid".equals(cronJob.getSpec().getConcurrencyPolicy())) {
      events.normal(
          cronJob,
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid");
      return false;
    }
    return true;
  }

  private void start(CronJob cronJob, CronJobStatus status, Instant due) {
    if ("Replace".equals(cronJob.getSpec().getConcurrencyPolicy())) {
      for (ObjectReference before : List.copyOf(status.getActive())) {
        actions.delete(cronJob, new Request(before.getNamespace(), before.getName()));
        status.getActive().remove(before);
      }
    }
    Optional<Job> created = actions.create(cronJob, Jobs.make(cronJob, due));
    if (created.isEmpty()) return;
    ObjectReference reference = Jobs.reference(created.get());
    boolean listed =
        status.getActive().stream().anyMatch(one -> one.getUid().equals(reference.getUid()));
    if (!listed && Jobs.ended(created.get()).isEmpty()) status.getActive().add(reference);
    status.setLastScheduleTime(due.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private void forgetHistory(CronJob cronJob, List<Job> owned) {
    var spec = cronJob.getSpec();
    Stream.concat(
            Jobs.surplus(owned, Jobs.COMPLETE, spec.getSuccessfulJobsHistoryLimit()).stream(),
            Jobs.surplus(owned, Jobs.FAILED, spec.getFailedJobsHistoryLimit()).stream())
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .forEach(job -> actions.delete(cronJob, Request.of(job)));
  }

  private void updateStatus(CronJob cronJob, CronJobStatus status) {
    if (Objects.equals(status, cronJob.getStatus())) return;
    Failures.unlessGone(
        () ->
            client.resource(new CronJobBuilder(cronJob).withStatus(status).build()).updateStatus());
  }
}
