package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.PodExpectations;
import dev.skiff.controlplane.controller.common.PodManagers;
import dev.skiff.controlplane.controller.common.WrittenVersions;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs Pods until as many as a Job asks for have ended well, or too many have not. */
public final class JobController implements Controller {
  private static final String NAME = "job-controller";

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private Expectations expectations;
  private ResourceCache<Job> jobs;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private JobActions actions;
  private final BackOffs backOffs = new BackOffs();
  private final WrittenVersions written = new WrittenVersions();

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(NAME, client);
    clock = context.operator().timer();
    expectations = new Expectations(clock);
    jobs = context.operator().informer(Job.class).cache();
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client, JobPods.FINALIZER);
    actions = new JobActions(client, events, expectations);
    PodExpectations.observe(context.operator().informer(Pod.class), expectations, "Job");
    context
        .operator()
        .controller(NAME, Job.class)
        .watches(Pod.class, this::jobsOf)
        .workers(5)
        .reconciler(this::reconcile);
    context
        .operator()
        .controller(OrphanPods.NAME, Pod.class)
        .onlyWhen(event -> JobPods.tracked(event.current()))
        .watches(Job.class, OrphanPods::makesOrphans, this::podsOf)
        .reconciler(new OrphanPods(jobs, pods, actions));
  }

  private Collection<Request> jobsOf(Pod pod) {
    return PodManagers.of(
        pod,
        "Job",
        jobs.list(Request.namespaceOf(pod)).stream(),
        job -> job.getSpec().getSelector());
  }

  private List<Request> podsOf(Job job) {
    return ControllerIndex.controlledBy(pods, job).stream().map(Request::of).toList();
  }

  private Result reconcile(Request request) throws Exception {
    Optional<Job> found = jobs.get(request);
    if (found.isEmpty() || JobConditions.finished(found.get())) {
      expectations.forget(request);
      backOffs.forget(request);
      written.forget(request);
      return Result.done();
    }
    Job job = found.get();
    if (ManagedBy.another(job)) return Result.done();
    if (job.getMetadata().getDeletionTimestamp() != null) {
      ControllerIndex.controlledBy(pods, job).forEach(actions::release);
      return Result.done();
    }
    if (written.overtakes(job) || !expectations.satisfied(request)) return Result.done();
    List<Pod> claimed =
        claims.claim(job, job.getSpec().getSelector(), ControllerIndex.candidates(pods, job));
    return advance(request, JobView.of(job, claimed, clock.instant()));
  }

  private Result advance(Request request, JobView view) throws Exception {
    JobTally tally = JobTally.of(view);
    Outcome outcome = Outcome.of(view, tally).orElse(null);
    BackOffs.Failures failures = backOffs.with(request, tally);
    JobPlan plan = JobPlan.of(view, tally, outcome, failures.left(view.now()));
    JobActions.Done done = actions.carryOut(request, view, tally, plan, outcome);
    JobNotes notes = JobNotes.of(view, tally, outcome);
    write(view, JobStatuses.of(view, tally, notes, outcome, done));
    tell(view, tally, notes, outcome);
    backOffs.keep(request, failures);
    notes.release().forEach(actions::release);
    if (done.failure() != null) throw done.failure();
    return Stream.of(plan.backOff(), outcome == null ? view.untilDeadline() : null)
        .filter(Objects::nonNull)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  private void write(JobView view, JobStatus status) {
    Job job = view.job();
    if (status.equals(job.getStatus())) return;
    written.note(client.resource(new JobBuilder(job).withStatus(status).build()).updateStatus());
  }

  private void tell(JobView view, JobTally tally, JobNotes notes, Outcome outcome) {
    Job job = view.job();
    if (outcome == null) {
      if (JobConditions.suspends(view)) events.normal(job, "Suspended", "Job suspended");
      if (JobConditions.resumes(view)) events.normal(job, "Resumed", "Job resumed");
    } else if (JobStatuses.ended(view, notes, outcome)) {
      if (outcome.good()) tellComplete(view, tally);
      else events.warning(job, outcome.reason(), outcome.message());
    }
  }

  private void tellComplete(JobView view, JobTally tally) {
    Integer wanted = view.completions();
    if (wanted != null && tally.succeeded() > wanted) {
      events.warning(
          view.job(),
          "TooManySucceededPods",
          "Too many succeeded pods running after completion count reached");
    }
    events.normal(view.job(), "Completed", "Job completed");
  }
}
