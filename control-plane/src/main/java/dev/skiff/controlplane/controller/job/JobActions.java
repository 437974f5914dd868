package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.PodChanges;
import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.common.SlowStart;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Makes Pods for Jobs, removes them, and lets them go. */
final class JobActions {
  private final KubernetesClient client;
  private final PodChanges podChanges;
  private final PodControl control;

  JobActions(KubernetesClient client, EventRecorder events, Expectations expectations) {
    this.client = client;
    this.podChanges = new PodChanges(expectations);
    this.control = new PodControl(client, events);
  }

  /**
   * What was done of a plan.
   *
   * @param created how many Pods
   * @param deleted which Pods
   * @param failure what went wrong; null if nothing did
   */
  record Done(int created, List<Pod> deleted, Exception failure) {}

  /**
   * Carries out a plan.
   *
   * @param outcome how the Job ends; null while it goes on
   */
  Done carryOut(Request request, JobView view, JobTally tally, JobPlan plan, Outcome outcome)
      throws InterruptedException {
    if (!plan.delete().isEmpty()) {
      return delete(request, view.job(), plan.delete(), outcome == null);
    }
    if (plan.create().isEmpty()) return new Done(0, List.of(), null);
    return create(request, view, tally, plan.create());
  }

  private Done create(Request request, JobView view, JobTally tally, List<Integer> indexes)
      throws InterruptedException {
    Job job = view.job();
    Pod template = PodControl.fromTemplate(job, job.getSpec().getTemplate());
    template
        .getMetadata()
        .setFinalizers(
            Stream.concat(
                    template.getMetadata().getFinalizers().stream(), Stream.of(JobPods.FINALIZER))
                .distinct()
                .toList());
    var waiting = new ConcurrentLinkedQueue<>(indexes);
    SlowStart.Outcome outcome =
        podChanges.create(
            request,
            indexes.size(),
            () -> control.create(job, pod(view, tally, template, waiting.remove())));
    return new Done(outcome.succeeded(), List.of(), outcome.failure());
  }

  private static Pod pod(JobView view, JobTally tally, Pod template, int index) {
    return index == CompletionIndex.NONE
        ? template
        : IndexedPods.make(view, template, index, tally.unreplaced().get(index));
  }

  /**
   * @param uncounted whether the Pods are let go first, so that none of them counts as failed
   */
  private Done delete(Request request, Job job, List<Pod> victims, boolean uncounted)
      throws InterruptedException {
    PodChanges.Deletion deletion =
        podChanges.delete(
            request,
            victims,
            pod -> {
              if (uncounted) release(pod);
              control.delete(job, pod);
            });
    return new Done(0, deletion.deleted(), deletion.failure());
  }

  /** Lets an ended Pod go when somebody deletes it. */
  void release(Pod pod) {
    if (!JobPods.tracked(pod)) return;
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
                        List.of(JobPods.FINALIZER))));
    Failures.unlessGone(
        () -> client.resource(pod).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
  }
}
