package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the change happened that a Service's endpoints follow: the earliest readiness of a Pod, or
 * the Service's creation, that is new since the last time. People measure by it how long a change
 * takes to reach the proxies.
 */
public final class TriggerTimes {
  /** The annotation of Endpoints and EndpointSlices that carries it. */
  public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

  private final Map<Request, Seen> services = new ConcurrentHashMap<>();

  /** What was known of a Service the last time. */
  private record Seen(String created, Map<String, Instant> pods) {}

  /** The time of the change; empty if nothing that has a time has changed. */
  public Optional<Instant> of(Service service, List<Pod> pods) {
    Map<String, Instant> now = new HashMap<>();
    for (Pod pod : pods) {
      Pods.condition(pod, "Ready")
          .map(PodCondition::getLastTransitionTime)
          .ifPresent(time -> now.put(pod.getMetadata().getName(), Instant.parse(time)));
    }
    String created = service.getMetadata().getCreationTimestamp();
    Seen before = services.put(Request.of(service), new Seen(created, now));
    if (before == null || !before.created.equals(created)) {
      return Optional.of(Instant.parse(created));
    }
    return now.entrySet().stream()
        .filter(pod -> isNew(pod.getValue(), before.pods.get(pod.getKey())))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo);
  }

  /** Writes the time, or its absence, into an object's annotations. */
  public static void annotate(Map<String, String> annotations, Optional<Instant> time) {
    if (time.isPresent()) annotations.put(ANNOTATION, time.get().toString());
    else annotations.remove(ANNOTATION);
  }

  /** The Service is gone. */
  public void forget(Request service) {
    services.remove(service);
  }

  private static boolean isNew(Instant time, Instant before) {
    return before == null || time.isAfter(before);
  }
}
