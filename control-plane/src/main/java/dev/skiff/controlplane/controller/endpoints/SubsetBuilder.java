package dev.skiff.controlplane.controller.endpoints;

import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.TargetPorts;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups addresses by the ports on which they serve. */
final class SubsetBuilder {
  private static final int CAPACITY = 1000;

  private final Service service;
  private final boolean evenUnready;
  private final Map<List<EndpointPort>, Group> groups = new LinkedHashMap<>();

  SubsetBuilder(Service service) {
    this.service = service;
    this.evenUnready = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
  }

  /** Adds a Pod, if it has an address and is not on its way out. */
  void add(Pod pod) {
    if (Pods.finished(pod) || pod.getStatus() == null || pod.getStatus().getPodIP() == null) return;
    if (Pods.terminating(pod) && !evenUnready) return;
    List<EndpointPort> ports = ports(pod);
    boolean headless = "None".equals(service.getSpec().getClusterIP());
    if (ports.isEmpty() && !headless) return;
    Group group = groups.computeIfAbsent(ports, ignored -> new Group());
    (evenUnready || Pods.ready(pod) ? group.ready : group.notReady).add(address(pod));
  }

  /** Whether there are more addresses than an object should hold. */
  boolean overCapacity() {
    return groups.values().stream().mapToInt(Group::size).sum() > CAPACITY;
  }

  /** The subsets, in a stable order and cut to what an object should hold; ready ones first. */
  List<EndpointSubset> build() {
    List<EndpointSubset> subsets = new ArrayList<>();
    int room = CAPACITY;
    for (Map.Entry<List<EndpointPort>, Group> entry : groups.entrySet()) {
      List<EndpointAddress> ready = cut(entry.getValue().ready, room);
      room -= ready.size();
      List<EndpointAddress> notReady = cut(entry.getValue().notReady, room);
      room -= notReady.size();
      if (ready.isEmpty() && notReady.isEmpty()) continue;
      subsets.add(
          new EndpointSubsetBuilder()
              .withAddresses(ready)
              .withNotReadyAddresses(notReady)
              .withPorts(entry.getKey())
              .build());
    }
    subsets.sort(Comparator.comparing(subset -> subset.getPorts().toString()));
    return subsets;
  }

  private static List<EndpointAddress> cut(List<EndpointAddress> addresses, int room) {
    return addresses.stream()
        .sorted(Comparator.comparing(EndpointAddress::getIp))
        .limit(room)
        .toList();
  }

  private List<EndpointPort> ports(Pod pod) {
    List<EndpointPort> ports = new ArrayList<>();
    if (service.getSpec().getPorts() == null) return ports;
    for (var port : service.getSpec().getPorts()) {
      Integer number = TargetPorts.number(port, pod);
      if (number == null) continue;
      ports.add(
          new EndpointPortBuilder()
              .withName(port.getName())
              .withProtocol(TargetPorts.protocol(port.getProtocol()))
              .withPort(number)
              .withAppProtocol(port.getAppProtocol())
              .build());
    }
    ports.sort(
        Comparator.comparing(EndpointPort::getPort).thenComparing(EndpointPort::getProtocol));
    return ports;
  }

  private EndpointAddress address(Pod pod) {
    String node = Pods.node(pod);
    String hostname = pod.getSpec().getHostname();
    boolean named =
        hostname != null
            && !hostname.isEmpty()
            && service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
    return new EndpointAddressBuilder()
        .withIp(pod.getStatus().getPodIP())
        .withHostname(named ? hostname : null)
        .withNodeName(node.isEmpty() ? null : node)
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .endTargetRef()
        .build();
  }

  private static final class Group {
    private final List<EndpointAddress> ready = new ArrayList<>();
    private final List<EndpointAddress> notReady = new ArrayList<>();

    private int size() {
      return ready.size() + notReady.size();
    }
  }
}
