package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Questions about Pods. */
public final class Pods {
  private Pods() {}

  /** The Pod's phase; Pending if it has none yet. */
  public static String phase(Pod pod) {
    if (pod.getStatus() == null || pod.getStatus().getPhase() == null) return "Pending";
    return pod.getStatus().getPhase();
  }

  /** Whether all containers have ended for good. */
  public static boolean finished(Pod pod) {
    return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
  }

  /** Whether it is being deleted. */
  public static boolean terminating(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether it runs or may run yet. */
  public static boolean active(Pod pod) {
    return !finished(pod) && !terminating(pod);
  }

  /** A condition by type. */
  public static Optional<PodCondition> condition(Pod pod, String type) {
    if (pod.getStatus() == null || pod.getStatus().getConditions() == null) return Optional.empty();
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  /** Whether it serves. */
  public static boolean ready(Pod pod) {
    return condition(pod, "Ready").filter(ready -> ready.getStatus().equals("True")).isPresent();
  }

  /** When it became ready; null if it is not or nobody knows. */
  public static Instant readySince(Pod pod) {
    return condition(pod, "Ready")
        .filter(ready -> ready.getStatus().equals("True"))
        .map(PodCondition::getLastTransitionTime)
        .map(Instant::parse)
        .orElse(null);
  }

  /** Whether it has been ready for long enough. */
  public static boolean available(Pod pod, int minReadySeconds, Instant now) {
    if (!ready(pod)) return false;
    if (minReadySeconds == 0) return true;
    Instant since = readySince(pod);
    return since != null && !since.plusSeconds(minReadySeconds).isAfter(now);
  }

  /** How long until a ready Pod becomes available; null if it is, or is not ready. */
  public static Duration untilAvailable(Pod pod, int minReadySeconds, Instant now) {
    Instant since = readySince(pod);
    if (since == null || available(pod, minReadySeconds, now)) return null;
    return Duration.between(now, since.plusSeconds(minReadySeconds));
  }

  /** The most often that any of its containers has restarted. */
  public static int restarts(Pod pod) {
    if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) return 0;
    return pod.getStatus().getContainerStatuses().stream()
        .mapToInt(status -> status.getRestartCount() == null ? 0 : status.getRestartCount())
        .max()
        .orElse(0);
  }

  /** The node it is bound to; empty if none. */
  public static String node(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node == null ? "" : node;
  }
}
