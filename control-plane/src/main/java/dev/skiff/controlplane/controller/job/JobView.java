package dev.skiff.controlplane.controller.job;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A Job and its Pods at one moment.
 *
 * @param job what is asked for
 * @param pods all of its Pods that are there
 * @param active those that run or may run yet
 * @param started since when the Job has been active without a break; null if it has not begun
 * @param now the moment
 */
record JobView(Job job, List<Pod> pods, List<Pod> active, Instant started, Instant now) {

  static JobView of(Job job, List<Pod> pods, Instant now) {
    List<Pod> active = pods.stream().filter(Pods::active).toList();
    return new JobView(job, pods, active, started(job, now), now);
  }

  private JobSpec spec() {
    return job.getSpec();
  }

  boolean indexed() {
    return "Indexed".equals(spec().getCompletionMode());
  }

  /** Whether each index may fail so often by itself. */
  boolean limitedPerIndex() {
    return spec().getBackoffLimitPerIndex() != null;
  }

  boolean suspended() {
    return suspended(job);
  }

  int parallelism() {
    return spec().getParallelism() == null ? 1 : spec().getParallelism();
  }

  /** How many Pods have to succeed; null if one is enough. */
  Integer completions() {
    return spec().getCompletions();
  }

  int backoffLimit() {
    return zero(spec().getBackoffLimit());
  }

  /** Whether a Pod may be counted: in an Indexed Job it has to have an index of the Job's. */
  boolean counts(Pod pod) {
    if (!indexed()) return true;
    int index = CompletionIndex.of(pod);
    return index != CompletionIndex.NONE && index < completions();
  }

  boolean failed(Pod pod) {
    return JobPods.failed(job, pod);
  }

  FailurePolicy.Verdict verdict(Pod failed) {
    return FailurePolicy.of(job, failed);
  }

  int terminating() {
    return (int) pods.stream().filter(JobPods::terminating).count();
  }

  /** How long the Job may go on; null for ever. */
  Duration untilDeadline() {
    Long deadline = spec().getActiveDeadlineSeconds();
    if (deadline == null || started == null || suspended()) return null;
    return Duration.between(now, started.plusSeconds(deadline));
  }

  /** A resumed Job starts anew, so that its deadline does not count the pause. */
  private static Instant started(Job job, Instant now) {
    String before = job.getStatus() == null ? null : job.getStatus().getStartTime();
    boolean resumes = !suspended(job) && JobConditions.isTrue(job, JobConditions.SUSPENDED);
    if (before != null && !resumes) return Instant.parse(before);
    return suspended(job) ? null : now;
  }

  private static boolean suspended(Job job) {
    return Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  static int zero(Integer count) {
    return count == null ? 0 : count;
  }
}
