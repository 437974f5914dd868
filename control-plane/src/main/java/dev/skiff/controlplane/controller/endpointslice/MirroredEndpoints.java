package dev.skiff.controlplane.controller.endpointslice;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Endpoints say, in the words of EndpointSlices. */
final class MirroredEndpoints {
  /** What is not of the endpoints but of how they were written. */
  private static final Set<String> NOT_MIRRORED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "endpoints.kubernetes.io/last-change-trigger-time");

  /** More of a subset are not mirrored. */
  private static final int SUBSET_LIMIT = 1000;

  private MirroredEndpoints() {}

  /**
   * What the endpoints of one slice share.
   *
   * @param addressType IPv4 or IPv6
   */
  record Group(String addressType, List<EndpointPort> ports) {
    boolean fits(EndpointSlice slice) {
      List<EndpointPort> present = slice.getPorts() == null ? List.of() : slice.getPorts();
      return addressType.equals(slice.getAddressType())
          && Set.copyOf(present).equals(Set.copyOf(ports));
    }
  }

  /** Endpoints by their address, by what they share. */
  static Map<Group, Map<String, Endpoint>> of(Endpoints source) {
    Map<Group, Map<String, Endpoint>> groups = new LinkedHashMap<>();
    if (source.getSubsets() == null) return groups;
    for (EndpointSubset subset : source.getSubsets()) {
      List<EndpointPort> ports = ports(subset);
      int room = SUBSET_LIMIT;
      room = add(groups, ports, subset.getAddresses(), true, room);
      add(groups, ports, subset.getNotReadyAddresses(), false, room);
    }
    return groups;
  }

  private static int add(
      Map<Group, Map<String, Endpoint>> groups,
      List<EndpointPort> ports,
      List<EndpointAddress> addresses,
      boolean ready,
      int room) {
    if (addresses == null) return room;
    int left = room;
    for (EndpointAddress address : addresses) {
      if (left-- <= 0) return 0;
      Group group = new Group(address.getIp().contains(":") ? "IPv6" : "IPv4", ports);
      groups
          .computeIfAbsent(group, ignored -> new LinkedHashMap<>())
          .put(address.getIp(), endpoint(address, ready));
    }
    return left;
  }

  private static Endpoint endpoint(EndpointAddress address, boolean ready) {
    String hostname = address.getHostname();
    return new EndpointBuilder()
        .withAddresses(address.getIp())
        .withNewConditions()
        .withReady(ready)
        .endConditions()
        .withHostname(hostname == null || hostname.isEmpty() ? null : hostname)
        .withNodeName(address.getNodeName())
        .withTargetRef(address.getTargetRef())
        .build();
  }

  private static List<EndpointPort> ports(EndpointSubset subset) {
    if (subset.getPorts() == null) return List.of();
    return subset.getPorts().stream()
        .map(
            port ->
                new EndpointPortBuilder()
                    .withName(port.getName() == null ? "" : port.getName())
                    .withPort(port.getPort())
                    .withProtocol(port.getProtocol())
                    .withAppProtocol(port.getAppProtocol())
                    .build())
        .toList();
  }

  /** Those of the Endpoints, and what makes the slice the Service's. */
  static Map<String, String> labels(Endpoints source, String manager) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (source.getMetadata().getLabels() != null) labels.putAll(source.getMetadata().getLabels());
    labels.put(SliceMetadata.SERVICE, source.getMetadata().getName());
    labels.put(SliceMetadata.MANAGED_BY, manager);
    return labels;
  }

  static Map<String, String> annotations(Endpoints source) {
    Map<String, String> annotations = new LinkedHashMap<>();
    if (source.getMetadata().getAnnotations() != null) {
      annotations.putAll(source.getMetadata().getAnnotations());
    }
    annotations.keySet().removeAll(NOT_MIRRORED);
    return annotations;
  }
}
