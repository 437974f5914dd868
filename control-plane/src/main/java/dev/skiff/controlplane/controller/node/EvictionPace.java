package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** When nodes that do not answer lose their Pods: one after the other in each zone. */
final class EvictionPace {
  private final Map<String, Turn> turns = new HashMap<>();

  /** The node of a zone that was last to lose its Pods, and when. */
  private record Turn(String node, Instant at) {}

  /**
   * How long a node's Pods may stay yet. Zero is the node's turn, which no other has until the
   * zone's time has passed; empty means that no node's Pods go while things are as they are. When
   * no node at all answers, it is we who are cut off.
   *
   * @param begun whether the node loses its Pods already
   * @param all all nodes of the cluster
   */
  synchronized Optional<Duration> left(Node node, boolean begun, List<Node> all, Instant now) {
    if (allSilent(all)) return Optional.empty();
    if (begun) return Optional.of(Duration.ZERO);
    String zone = ZoneState.zone(node);
    List<Node> near = all.stream().filter(one -> ZoneState.zone(one).equals(zone)).toList();
    Optional<Duration> interval = ZoneState.of(near).interval(near.size());
    if (interval.isEmpty()) return interval;
    String name = node.getMetadata().getName();
    Turn turn = turns.get(zone);
    if (turn != null && !turn.node.equals(name)) {
      Duration left = Duration.between(now, turn.at.plus(interval.get()));
      if (left.isPositive()) return Optional.of(left);
    }
    if (turn == null || !turn.node.equals(name)) turns.put(zone, new Turn(name, now));
    return Optional.of(Duration.ZERO);
  }

  private static boolean allSilent(List<Node> all) {
    return all.stream().collect(Collectors.groupingBy(ZoneState::zone)).values().stream()
        .allMatch(nodes -> ZoneState.of(nodes) == ZoneState.FULL_DISRUPTION);
  }
}
