package dev.skiff.controlplane.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import java.util.Map;
import java.util.Set;

/** Whom an endpoint is for, by a Service's trafficDistribution (KEP-4444, KEP-3015). */
final class TrafficDistribution {
  private static final Set<String> NEAR = Set.of("PreferClose", "PreferSameZone", "PreferSameNode");
  private static final Set<String> MODES =
      Set.of("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode");

  private TrafficDistribution() {}

  /**
   * The hints of a ready endpoint; null for none.
   *
   * @param zone of its node; null if nobody knows
   * @param node its name; empty for none
   */
  static EndpointHints hints(Service service, String zone, String node) {
    String wanted = service.getSpec().getTrafficDistribution();
    if (wanted == null || !NEAR.contains(wanted) || asksByAnnotation(service)) return null;
    boolean forNode = wanted.equals("PreferSameNode") && !node.isEmpty();
    if (zone == null && !forNode) return null;
    var hints = new EndpointHintsBuilder();
    if (zone != null) hints.addNewForZone(zone);
    if (forNode) hints.addNewForNode(node);
    return hints.build();
  }

  /** The older way of asking comes first. */
  private static boolean asksByAnnotation(Service service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return annotations != null
        && MODES.stream().anyMatch(mode -> "auto".equalsIgnoreCase(annotations.get(mode)));
  }
}
