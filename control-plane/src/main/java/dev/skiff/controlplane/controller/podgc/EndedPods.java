package dev.skiff.controlplane.controller.podgc;

import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceEvent;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps track of the Pods that have ended, and of those that are too many. */
final class EndedPods {
  /** Those that a node threw out go first, then the oldest. */
  private static final Comparator<Pod> ORDER =
      Comparator.comparing((Pod pod) -> !evicted(pod))
          .thenComparing(
              pod -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(pod -> pod.getMetadata().getName());

  private final int threshold;
  private final Map<Request, Pod> ended = new ConcurrentHashMap<>();

  /**
   * @param threshold how many may stay; 0 for any number
   */
  EndedPods(int threshold) {
    this.threshold = threshold;
  }

  /** A Pod has changed; returns whether too many have ended now. */
  boolean seen(ResourceEvent<Pod> event) {
    if (threshold <= 0) return false;
    Request place = Request.of(event.current());
    boolean gone = event.type() == ResourceEvent.Type.DELETED;
    if (gone || !Pods.finished(event.current())) {
      ended.remove(place);
      return false;
    }
    ended.put(place, event.current());
    return ended.size() > threshold;
  }

  /** Those that are too many. */
  List<Pod> surplus() {
    int many = ended.size() - threshold;
    return many <= 0 ? List.of() : ended.values().stream().sorted(ORDER).limit(many).toList();
  }

  private static boolean evicted(Pod pod) {
    return "Failed".equals(Pods.phase(pod)) && "Evicted".equals(pod.getStatus().getReason());
  }
}
