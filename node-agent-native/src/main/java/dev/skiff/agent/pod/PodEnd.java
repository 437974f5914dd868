package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.admission.Rejection;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;

/**
 * Why the node ends a pod by itself: it was not let in, its deadline has passed, or it was evicted.
 * The first reason counts. It is kept on disk until the API server knows it: an agent that starts
 * again before that must not start the pod again. Used by the pod's worker alone.
 */
final class PodEnd {

  /** The reason of a pod that had to go because the node ran out of something. */
  static final String EVICTED = "Evicted";

  /** What a pod that is evicted has left: the node cannot wait. */
  private static final Duration EVICTION_GRACE = Duration.ofSeconds(1);

  private final PodServices shared;
  private final StateFile file;
  private Waiting failure;
  private boolean rejected;

  /** The end that an earlier run of the agent has decided on; may be none. */
  PodEnd(PodServices shared, String uid) {
    this.shared = shared;
    file = new StateFile(shared.node().podEndsDir().resolve(uid + ".json"));
    JsonNode kept = file.read();
    if (kept.has("reason")) {
      failure = new Waiting(kept.path("reason").asText(), kept.path("message").asText(), null);
      rejected = kept.path("rejected").asBoolean();
    }
  }

  /** Reason and message, null as long as the node has none. */
  Waiting failure() {
    return failure;
  }

  /** Whether the pod was not let in, so that nothing of it ever ran. */
  boolean rejected() {
    return rejected;
  }

  /** Whether the node ran out of something. */
  boolean evicted() {
    return failure != null && failure.reason().equals(EVICTED) && !rejected;
  }

  /** The API server has the pod as ended, or no more. */
  void told() {
    file.delete();
  }

  void reject(Pod pod, Rejection rejection) {
    String message = rejection.message();
    rejected = true;
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
    return evicted() && grace.compareTo(EVICTION_GRACE) > 0 ? EVICTION_GRACE : grace;
  }

  private void fail(Pod pod, String type, String message, Waiting why) {
    if (failure == null) {
      failure = why;
      file.write(
          Json.object()
              .put("reason", why.reason())
              .put("message", why.message())
              .put("rejected", rejected));
      shared.events().event(PodContainers.reference(pod), type, why.reason(), message);
    }
  }
}
