package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobTally.zero;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.common.PodExpectations;
import dev.skiff.controlplane.controller.common.PodManagers;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.SlowStart;
import dev.skiff.controlplane.controller.job.JobConditions.Outcome;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs Pods until as many as a Job asks for have ended well. */
public final class JobController implements Controller {
  private static final String NAME = "job-controller";
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
  private static final Duration LAST_BACK_OFF = Duration.ofMinutes(10);

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private Expectations expectations;
  private ResourceCache<Job> jobs;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private PodControl podControl;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(NAME, client);
    clock = context.operator().timer();
    expectations = new Expectations(clock);
    jobs = context.operator().informer(Job.class).cache();
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client, JobTally.FINALIZER);
    podControl = new PodControl(client, events);
    PodExpectations.observe(context.operator().informer(Pod.class), expectations, "Job");
    context
        .operator()
        .controller(NAME, Job.class)
        .watches(Pod.class, this::jobsOf)
        .workers(5)
        .reconciler(this::reconcile);
  }

  private Collection<Request> jobsOf(Pod pod) {
    return PodManagers.of(
        pod,
        "Job",
        jobs.list(Request.namespaceOf(pod)).stream(),
        job -> job.getSpec().getSelector());
  }

  private Result reconcile(Request request) throws Exception {
    Optional<Job> found = jobs.get(request);
    if (found.isEmpty()) {
      expectations.forget(request);
      podsOfGone(request).forEach(this::release);
      return Result.done();
    }
    Job job = found.get();
    List<Pod> owned = ControllerIndex.controlledBy(pods, job);
    if (JobConditions.finished(job) || job.getMetadata().getDeletionTimestamp() != null) {
      owned.forEach(this::release);
      return Result.done();
    }
    if (!expectations.satisfied(request)) return Result.done();
    List<Pod> claimed =
        claims.claim(job, job.getSpec().getSelector(), ControllerIndex.candidates(pods, job));
    return advance(request, job, claimed);
  }

  /** Pods of a Job that is gone: nobody counts them any more. */
  private Stream<Pod> podsOfGone(Request request) {
    return pods.list(request.namespace()).stream()
        .filter(
            pod ->
                Owners.controllerOf(pod)
                    .filter(owner -> owner.getKind().equals("Job"))
                    .filter(owner -> owner.getName().equals(request.name()))
                    .isPresent());
  }

  private Result advance(Request request, Job job, List<Pod> owned) throws Exception {
    Instant now = clock.instant();
    JobTally tally = JobTally.of(job.getStatus(), owned);
    List<Pod> active = owned.stream().filter(Pods::active).toList();
    boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
    Instant started = started(job, suspended, now);
    Outcome outcome =
        JobConditions.settled(job).orElseGet(() -> outcome(job, tally, active, started, now));
    Result result = Result.done();
    int activeAfter = active.size();
    if (outcome != null || suspended) {
      delete(request, job, active);
      activeAfter = 0;
    } else {
      Duration wait = backOff(tally, owned, now);
      int wanted = wanted(job, tally, active.size());
      if (wanted < active.size()) {
        delete(request, job, active.subList(wanted, active.size()));
        activeAfter = wanted;
      } else if (wanted > active.size() && wait.isZero()) {
        activeAfter += create(request, job, wanted - active.size());
      } else if (wanted > active.size()) {
        result = Result.requeueAfter(wait);
      }
      result = sooner(result, untilDeadline(job, started, now));
    }
    boolean ended = active.isEmpty() && tally.settled() && owned.stream().allMatch(Pods::finished);
    JobStatus status = status(job, tally, owned, activeAfter, started, now);
    status.setConditions(JobConditions.of(job, outcome, ended, suspended, now));
    if (outcome != null && ended && outcome.good()) {
      status.setCompletionTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    write(job, status, outcome, ended);
    owned.stream().filter(tally::notes).forEach(this::release);
    return result;
  }

  private static Outcome outcome(
      Job job, JobTally tally, List<Pod> active, Instant started, Instant now) {
    if (tally.allFailed() > zero(job.getSpec().getBackoffLimit())) {
      return new Outcome(
          false, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    Duration left = untilDeadline(job, started, now);
    if (left != null && !left.isPositive()) {
      return new Outcome(
          false, "DeadlineExceeded", "Job was active longer than specified deadline");
    }
    Integer completions = job.getSpec().getCompletions();
    boolean complete =
        completions == null
            ? tally.allSucceeded() > 0 && active.isEmpty()
            : tally.allSucceeded() >= completions;
    return complete
        ? new Outcome(true, "CompletionsReached", "Reached expected number of succeeded pods")
        : null;
  }

  private static int wanted(Job job, JobTally tally, int active) {
    int parallelism = job.getSpec().getParallelism() == null ? 1 : job.getSpec().getParallelism();
    Integer completions = job.getSpec().getCompletions();
    // Without a number of completions the first success says that no more Pods are needed.
    if (completions == null) return tally.allSucceeded() > 0 ? active : parallelism;
    return Math.min(parallelism, completions - tally.allSucceeded());
  }

  /** After failures the next Pod waits: 10 s, 20 s, 40 s ... since the last failure. */
  private static Duration backOff(JobTally tally, List<Pod> owned, Instant now) {
    long recent = owned.stream().filter(pod -> Pods.phase(pod).equals("Failed")).count();
    if (recent == 0 || tally.allFailed() == 0) return Duration.ZERO;
    Instant last =
        owned.stream()
            .filter(pod -> Pods.phase(pod).equals("Failed"))
            .map(JobController::endedAt)
            .filter(time -> time != null)
            .max(Instant::compareTo)
            .orElse(now);
    Duration delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(recent - 1, 10));
    if (delay.compareTo(LAST_BACK_OFF) > 0) delay = LAST_BACK_OFF;
    Duration left = Duration.between(now, last.plus(delay));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Instant endedAt(Pod pod) {
    if (pod.getStatus().getContainerStatuses() == null) return null;
    return pod.getStatus().getContainerStatuses().stream()
        .map(one -> one.getState() == null ? null : one.getState().getTerminated())
        .filter(ended -> ended != null && ended.getFinishedAt() != null)
        .map(ended -> Instant.parse(ended.getFinishedAt()))
        .max(Instant::compareTo)
        .orElse(null);
  }

  private int create(Request request, Job job, int count) throws Exception {
    Pod pod = PodControl.fromTemplate(job, job.getSpec().getTemplate());
    pod.getMetadata().setFinalizers(List.of(JobTally.FINALIZER));
    expectations.expectCreations(request, count);
    SlowStart.Outcome outcome = SlowStart.run(count, () -> podControl.create(job, pod));
    for (int i = outcome.succeeded(); i < count; i++) expectations.creationObserved(request);
    if (outcome.failure() != null) throw outcome.failure();
    return outcome.succeeded();
  }

  private void delete(Request request, Job job, List<Pod> victims) {
    if (victims.isEmpty()) return;
    expectations.expectDeletions(
        request,
        victims.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
    for (Pod pod : victims) {
      try {
        podControl.delete(job, pod);
      } catch (KubernetesClientException e) {
        expectations.deletionObserved(request, pod.getMetadata().getUid());
        throw e;
      }
    }
  }

  private static Instant started(Job job, boolean suspended, Instant now) {
    if (suspended) return null;
    String before = job.getStatus() == null ? null : job.getStatus().getStartTime();
    return before == null ? now : Instant.parse(before);
  }

  private static Duration untilDeadline(Job job, Instant started, Instant now) {
    Long deadline = job.getSpec().getActiveDeadlineSeconds();
    if (deadline == null || started == null) return null;
    return Duration.between(now, started.plusSeconds(deadline));
  }

  private static Result sooner(Result result, Duration other) {
    if (other == null || (result.after() != null && result.after().compareTo(other) < 0)) {
      return result;
    }
    return Result.requeueAfter(other);
  }

  private static JobStatus status(
      Job job, JobTally tally, List<Pod> owned, int active, Instant started, Instant now) {
    long ready = owned.stream().filter(Pods::active).filter(Pods::ready).count();
    long terminating =
        owned.stream().filter(pod -> Pods.terminating(pod) && !Pods.finished(pod)).count();
    return new JobStatusBuilder()
        .withStartTime(started == null ? null : started.truncatedTo(ChronoUnit.SECONDS).toString())
        .withActive(active == 0 ? null : active)
        .withReady((int) ready)
        .withTerminating((int) terminating)
        .withSucceeded(tally.succeeded() == 0 ? null : tally.succeeded())
        .withFailed(tally.failed() == 0 ? null : tally.failed())
        .withUncountedTerminatedPods(tally.uncounted())
        .build();
  }

  private void write(Job job, JobStatus status, Outcome outcome, boolean ended) {
    if (status.equals(job.getStatus())) return;
    client.resource(new JobBuilder(job).withStatus(status).build()).updateStatus();
    if (outcome == null || !ended) return;
    if (outcome.good()) events.normal(job, "Completed", "Job completed");
    else events.warning(job, outcome.reason(), outcome.message());
  }

  /** Lets an ended Pod go when somebody deletes it. */
  private void release(Pod pod) {
    if (!JobTally.tracked(pod)) return;
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of(
                    "metadata",
                    Map.of(
                        "uid",
                        pod.getMetadata().getUid(),
                        "$deleteFromPrimitiveList/finalizers",
                        List.of(JobTally.FINALIZER))));
    Failures.unlessGone(
        () -> client.resource(pod).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
  }
}
