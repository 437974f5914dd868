package dev.skiff.controlplane.controller.job;

import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Reconciler;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** Lets go of Pods that carry a Job's finalizer although no Job will count them any more. */
final class OrphanPods implements Reconciler {
  static final String NAME = "job-orphan-pods";

  private final ResourceCache<Job> jobs;
  private final ResourceCache<Pod> pods;
  private final JobActions actions;

  OrphanPods(ResourceCache<Job> jobs, ResourceCache<Pod> pods, JobActions actions) {
    this.jobs = jobs;
    this.pods = pods;
    this.actions = actions;
  }

  /** Whether a Job's change may leave Pods behind. */
  static boolean makesOrphans(ResourceEvent<Job> event) {
    return event.type() == ResourceEvent.Type.DELETED || JobConditions.finished(event.current());
  }

  @Override
  public Result reconcile(Request request) {
    pods.get(request).filter(JobPods::tracked).filter(this::orphaned).ifPresent(actions::release);
    return Result.done();
  }

  private boolean orphaned(Pod pod) {
    Optional<OwnerReference> owner = Owners.controllerOf(pod);
    if (owner.isEmpty()) return true;
    if (!owner.get().getKind().equals("Job")) return false;
    Optional<Job> job =
        jobs.get(Request.namespaceOf(pod), owner.get().getName())
            .filter(one -> one.getMetadata().getUid().equals(owner.get().getUid()));
    return job.isEmpty() || (JobConditions.finished(job.get()) && !ManagedBy.another(job.get()));
  }
}
