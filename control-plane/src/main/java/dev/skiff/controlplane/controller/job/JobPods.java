package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Questions about a Job's Pods. */
final class JobPods {
  /** Keeps a Pod until its Job has counted it. */
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";

  private JobPods() {}

  /** Whether the Job has not let go of the Pod yet. */
  static boolean tracked(Pod pod) {
    return pod.getMetadata().getFinalizers().contains(FINALIZER);
  }

  static boolean succeeded(Pod pod) {
    return Pods.phase(pod).equals("Succeeded");
  }

  /**
   * Whether a Pod counts as failed. One that is being deleted does so at once, unless the Job
   * replaces Pods only when they have ended.
   */
  static boolean failed(Job job, Pod pod) {
    if (Pods.phase(pod).equals("Failed")) return true;
    return !replacesOnlyFailed(job) && Pods.terminating(pod) && !succeeded(pod);
  }

  /** Whether it is being deleted and has not ended. */
  static boolean terminating(Pod pod) {
    return Pods.terminating(pod) && !Pods.finished(pod);
  }

  /** A failure policy has to see how a Pod ends before anybody replaces it. */
  static boolean replacesOnlyFailed(Job job) {
    return "Failed".equals(job.getSpec().getPodReplacementPolicy())
        || job.getSpec().getPodFailurePolicy() != null;
  }

  /**
   * When a Pod ended: its last container's end, else when it stopped to be ready, else when it was
   * deleted.
   */
  static Instant finishedAt(Pod pod) {
    Instant ended = lastContainerEnd(pod);
    if (ended != null) return ended;
    return Pods.condition(pod, "Ready")
        .filter(ready -> ready.getStatus().equals("False"))
        .map(ready -> ready.getLastTransitionTime())
        .map(Instant::parse)
        .orElseGet(() -> deletedAt(pod));
  }

  private static Instant deletedAt(Pod pod) {
    String deletion = pod.getMetadata().getDeletionTimestamp();
    if (deletion == null) return Instant.parse(pod.getMetadata().getCreationTimestamp());
    Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    return Instant.parse(deletion).minusSeconds(grace == null ? 0 : grace);
  }

  /** Null unless all containers that live as long as the Pod have ended. */
  private static Instant lastContainerEnd(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) return null;
    Set<String> sidecars =
        pod.getSpec().getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()))
            .map(Container::getName)
            .collect(Collectors.toSet());
    List<ContainerStatus> containers =
        Stream.concat(
                status.getContainerStatuses().stream(),
                status.getInitContainerStatuses().stream()
                    .filter(one -> sidecars.contains(one.getName())))
            .toList();
    List<Instant> ends = containers.stream().map(JobPods::end).filter(end -> end != null).toList();
    return ends.size() < containers.size()
        ? null
        : ends.stream().max(Instant::compareTo).orElse(null);
  }

  private static Instant end(ContainerStatus container) {
    var state = container.getState();
    if (state == null || state.getTerminated() == null) return null;
    String end = state.getTerminated().getFinishedAt();
    return end == null ? null : Instant.parse(end);
  }
}
