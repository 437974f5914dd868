package dev.skiff.agent.pod;

import dev.skiff.agent.admission.Rejection;
import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;

/**
 * Why the node ends a pod by itself: it was not let in, its deadline has passed, or it was evicted.
 * The first reason counts. Used by the pod's worker alone.
 */
final class PodEnd {

  /** The reason of a pod that had to go because the node ran out of something. */
  static final String EVICTED = "Evicted";

  /** What a pod that is evicted has left: the node cannot wait. */
  private static final Duration EVICTION_GRACE = Duration.ofSeconds(1);

  private final PodServices shared;
  private Waiting failure;

  PodEnd(PodServices shared) {
    this.shared = shared;
  }

  /** Reason and message, null as long as the node has none. */
  Waiting failure() {
    return failure;
  }

  void reject(Pod pod, Rejection rejection) {
    String message = rejection.message();
    fail(
        pod,
        EventRecorder.WARNING,
        message,
        new Waiting(rejection.reason(), "Pod was rejected: " + message, null));
  }

  void evict(Pod pod, String message) {
    fail(pod, EventRecorder.WARNING, message, new Waiting(EVICTED, message, null));
  }

  /** Ends a pod whose deadline has passed; returns when it will, null for never or now. */
  Instant deadline(Pod pod, Instant startTime, Instant now) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    if (seconds == null) {
      return null;
    }
    Instant deadline = startTime.plusSeconds(seconds);
    if (deadline.isAfter(now)) {
      return deadline;
    }
    String message = "Pod was active on the node longer than the specified deadline";
    fail(pod, EventRecorder.NORMAL, message, new Waiting("DeadlineExceeded", message, null));
    return null;
  }

  /** How long the pod may take to end. */
  Duration grace(Pod pod) {
    Duration grace = Grace.of(pod);
    boolean evicted = failure != null && failure.reason().equals(EVICTED);
    return evicted && grace.compareTo(EVICTION_GRACE) > 0 ? EVICTION_GRACE : grace;
  }

  private void fail(Pod pod, String type, String message, Waiting why) {
    if (failure == null) {
      failure = why;
      shared.events().event(PodContainers.reference(pod), type, why.reason(), message);
    }
  }
}
