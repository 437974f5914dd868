package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.operator.api.Request;
import dev.skiff.operator.runtime.BackOff;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When failed Pods may be replaced: at once, then after 1 s, 2 s, 4 s ... up to 15 minutes, for
 * each node by itself. A node without a failure for half an hour begins anew.
 */
final class FailedPods {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofMinutes(15);

  private final InstantSource clock;
  private final Map<Request, Map<String, Instant>> earliest = new ConcurrentHashMap<>();
  private final BackOff<Place> delays = new BackOff<>(FIRST, LAST);

  FailedPods(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether a failed Pod may be replaced now; if so, the next one on its node waits longer. */
  boolean mayReplace(Request set, Pod pod) {
    Instant now = clock.instant();
    String node = DaemonPods.node(pod);
    Place place = new Place(set, node);
    Map<String, Instant> ofSet = earliest.computeIfAbsent(set, key -> new ConcurrentHashMap<>());
    Instant at = ofSet.get(node);
    if (at != null && at.isAfter(now)) return false;
    if (at != null && at.plus(LAST.multipliedBy(2)).isBefore(now)) delays.forget(place);
    ofSet.put(node, now.plus(delays.next(place)));
    return true;
  }

  /** When the next back-off of a set ends; null if none is under way. */
  Instant next(Request set) {
    Instant now = clock.instant();
    return earliest.getOrDefault(set, Map.of()).values().stream()
        .filter(at -> at.isAfter(now))
        .min(Instant::compareTo)
        .orElse(null);
  }

  /** The set is gone. */
  void forget(Request set) {
    Map<String, Instant> nodes = earliest.remove(set);
    if (nodes != null) nodes.keySet().forEach(node -> delays.forget(new Place(set, node)));
  }

  private record Place(Request set, String node) {}
}
