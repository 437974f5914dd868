package dev.skiff.controlplane.controller.endpointslice;

import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.TargetPorts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a Pod contributes to a Service. */
final class ServiceEndpoints {
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final Service service;
  private final Function<String, Optional<Node>> nodes;

  /**
   * @param nodes finds a node by its name
   */
  ServiceEndpoints(Service service, Function<String, Optional<Node>> nodes) {
    this.service = service;
    this.nodes = nodes;
  }

  /** Whether a Pod belongs into the Service's slices at all, ready or not. */
  static boolean counts(Pod pod) {
    return !Pods.finished(pod)
        && pod.getStatus() != null
        && pod.getStatus().getPodIPs() != null
        && !pod.getStatus().getPodIPs().isEmpty();
  }

  /** The Pod's address of a family; empty if it has none. */
  static Optional<String> address(Pod pod, String family) {
    return pod.getStatus().getPodIPs().stream()
        .map(PodIP::getIp)
        .filter(ip -> ip.contains(":") == family.equals("IPv6"))
        .findFirst();
  }

  /** The endpoint that a Pod is. */
  Endpoint endpoint(Pod pod, String address) {
    boolean serving = Pods.ready(pod);
    boolean terminating = Pods.terminating(pod);
    boolean evenUnready = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    boolean ready = evenUnready || (serving && !terminating);
    String node = Pods.node(pod);
    String zone = zone(node);
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(ready)
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withNodeName(node.isEmpty() ? null : node)
        .withZone(zone)
        .withHints(ready ? TrafficDistribution.hints(service, zone, node) : null)
        .withHostname(hostname(pod))
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .endTargetRef()
        .build();
  }

  /** The ports on which this Pod serves; a named port that the Pod does not have is left out. */
  List<EndpointPort> ports(Pod pod) {
    List<EndpointPort> ports = new ArrayList<>();
    if (service.getSpec().getPorts() == null) return ports;
    for (ServicePort port : service.getSpec().getPorts()) {
      Integer number = TargetPorts.number(port, pod);
      if (number == null) continue;
      ports.add(
          new EndpointPortBuilder()
              .withName(port.getName() == null ? "" : port.getName())
              .withProtocol(TargetPorts.protocol(port.getProtocol()))
              .withPort(number)
              .withAppProtocol(port.getAppProtocol())
              .build());
    }
    ports.sort(Comparator.comparing(EndpointPort::getName).thenComparing(EndpointPort::getPort));
    return ports;
  }

  /** Only Pods that name this Service as their subdomain have a name of their own in it. */
  private String hostname(Pod pod) {
    String hostname = pod.getSpec().getHostname();
    boolean ours = service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
    return ours && hostname != null && !hostname.isEmpty() ? hostname : null;
  }

  private String zone(String node) {
    return nodes
        .apply(node)
        .map(found -> found.getMetadata().getLabels())
        .map(labels -> labels.get(ZONE))
        .orElse(null);
  }
}
