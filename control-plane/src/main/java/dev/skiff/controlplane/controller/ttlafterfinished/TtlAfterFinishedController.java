package dev.skiff.controlplane.controller.ttlafterfinished;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.ExactDeletion;
import dev.skiff.controlplane.controller.job.JobConditions;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceKind;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Deletes finished Jobs, with their Pods, after {@code spec.ttlSecondsAfterFinished}. */
public final class TtlAfterFinishedController implements Controller {
  private static final String NAME = "ttl-after-finished-controller";

  private KubernetesClient client;
  private InstantSource clock;
  private ResourceCache<Job> jobs;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    jobs = context.operator().informer(Job.class).cache();
    context.operator().controller(NAME, Job.class).workers(5).reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<Duration> left = jobs.get(request).flatMap(job -> left(job, clock.instant()));
    if (left.isEmpty()) return Result.done();
    return left.get().isPositive() ? Result.requeueAfter(left.get()) : delete(request);
  }

  /** Somebody may have prolonged the Job's life, or replaced it, since the cache saw it. */
  private Result delete(Request request) {
    Job fresh =
        client.batch().v1().jobs().inNamespace(request.namespace()).withName(request.name()).get();
    Optional<Duration> left = left(fresh, clock.instant());
    if (left.isEmpty()) return Result.done();
    if (left.get().isPositive()) return Result.requeueAfter(left.get());
    ExactDeletion.delete(client, ResourceKind.of(Job.class), fresh, DeletionPropagation.FOREGROUND);
    return Result.done();
  }

  /**
   * How long a Job may stay yet, not positive if its time is over; empty if nothing limits it.
   *
   * @param job null if there is none
   */
  static Optional<Duration> left(Job job, Instant now) {
    if (job == null || job.getMetadata().getDeletionTimestamp() != null) return Optional.empty();
    Integer seconds = job.getSpec().getTtlSecondsAfterFinished();
    if (seconds == null) return Optional.empty();
    return JobConditions.finishedAt(job)
        .map(finished -> Duration.between(now, finished.plusSeconds(seconds)));
  }
}
