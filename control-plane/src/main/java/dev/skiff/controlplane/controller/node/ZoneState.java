package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many nodes of a zone do not answer: the more there are, the likelier it is that it is not the
 * nodes that have failed (kube-controller-manager's defaults of --node-eviction-rate,
 * --secondary-node-eviction-rate, --unhealthy-zone-threshold and --large-cluster-size-threshold).
 */
enum ZoneState {
  NORMAL,
  PARTIAL_DISRUPTION,
  FULL_DISRUPTION;

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SECONDARY_INTERVAL = Duration.ofSeconds(100);
  private static final double THRESHOLD = 0.55;
  private static final int LARGE = 50;

  /** A node's zone, in its region. */
  static String zone(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    if (labels == null) return "";
    return labels.getOrDefault("topology.kubernetes.io/region", "")
        + "/"
        + labels.getOrDefault("topology.kubernetes.io/zone", "");
  }

  /** The state of a zone with these nodes. */
  static ZoneState of(List<Node> nodes) {
    long ready = nodes.stream().filter(node -> NodeConditions.ready(node).equals("True")).count();
    long silent = nodes.size() - ready;
    if (ready == 0 && silent > 0) return FULL_DISRUPTION;
    return silent > 2 && silent >= THRESHOLD * nodes.size() ? PARTIAL_DISRUPTION : NORMAL;
  }

  /**
   * The time between two nodes that lose their Pods; empty if none may.
   *
   * @param size how many nodes the zone has
   */
  Optional<Duration> interval(int size) {
    if (this != PARTIAL_DISRUPTION) return Optional.of(INTERVAL);
    return size > LARGE ? Optional.of(SECONDARY_INTERVAL) : Optional.empty();
  }
}
