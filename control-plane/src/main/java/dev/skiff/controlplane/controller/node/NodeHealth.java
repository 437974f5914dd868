package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each node was last heard of: by our own clock, from the moment that its Lease or its Ready
 * condition was seen to change, so that a node's clock may be wrong.
 */
final class NodeHealth {
  private final Duration grace;
  private final Map<String, Sign> signs = new ConcurrentHashMap<>();

  NodeHealth(Duration grace) {
    this.grace = grace;
  }

  /** Notes what a node shows now, and says how much longer it counts as alive. */
  Duration remaining(Node node, Optional<Lease> lease, Instant now) {
    String shown = shown(node, lease);
    Sign sign =
        signs.compute(
            node.getMetadata().getName(),
            (name, before) ->
                before != null && before.shown.equals(shown) ? before : new Sign(shown, now));
    return grace.minus(Duration.between(sign.at, now));
  }

  /** The node is gone. */
  void forget(String node) {
    signs.remove(node);
  }

  private static String shown(Node node, Optional<Lease> lease) {
    String renewed =
        lease.map(Lease::getSpec).map(spec -> String.valueOf(spec.getRenewTime())).orElse("");
    // While we ourselves say Unknown, the heartbeat is not the node's.
    String heartbeat =
        NodeConditions.find(node, "Ready")
            .filter(ready -> !"Unknown".equals(ready.getStatus()))
            .map(NodeCondition::getLastHeartbeatTime)
            .orElse("");
    return renewed + " " + heartbeat;
  }

  private record Sign(String shown, Instant at) {}
}
