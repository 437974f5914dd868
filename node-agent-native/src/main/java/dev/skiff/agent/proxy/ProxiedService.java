package dev.skiff.agent.proxy;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the proxy needs of a Service.
 *
 * @param clusterIps its cluster addresses, IPv4
 * @param externalIps its addresses from outside: externalIPs and those of its load balancer
 * @param ports its ports
 * @param affinitySeconds how long a client stays with its endpoint; 0 for not at all
 * @param internalLocal whether traffic to its cluster addresses stays on the node
 * @param externalLocal whether traffic from outside stays on the node
 */
record ProxiedService(
    List<InetAddress> clusterIps,
    List<InetAddress> externalIps,
    List<Port> ports,
    int affinitySeconds,
    boolean internalLocal,
    boolean externalLocal) {
  private static final String PROXY_NAME = "service.kubernetes.io/service-proxy-name";
  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

  /**
   * A port.
   *
   * @param name empty if it has none
   * @param protocol IP protocol number
   * @param number the service's port
   * @param nodePort the port on every node, 0 if it has none
   */
  record Port(String name, int protocol, int number, int nodePort) {}

  /** Reads a Service; empty if this proxy has nothing to do for it. */
  static Optional<ProxiedService> of(Service service, InetAddress clusterDns) {
    ServiceSpec spec = service.getSpec();
    if (spec == null
        || "ExternalName".equals(spec.getType())
        || spec.getPorts() == null
        || labelled(service)) {
      return Optional.empty();
    }
    List<InetAddress> clusterIps = clusterIps(spec);
    if (clusterIps.isEmpty() || clusterIps.contains(clusterDns)) {
      return Optional.empty();
    }
    return Optional.of(
        new ProxiedService(
            clusterIps,
            externalIps(spec, service.getStatus()),
            spec.getPorts().stream().map(ProxiedService::port).toList(),
            affinitySeconds(spec),
            "Local".equals(spec.getInternalTrafficPolicy()),
            "Local".equals(spec.getExternalTrafficPolicy())));
  }

  /** A Service with this label belongs to another proxy. */
  private static boolean labelled(Service service) {
    var labels = service.getMetadata().getLabels();
    return labels != null && labels.containsKey(PROXY_NAME);
  }

  private static List<InetAddress> clusterIps(ServiceSpec spec) {
    List<String> ips = spec.getClusterIPs();
    if (ips == null || ips.isEmpty()) {
      ips = spec.getClusterIP() == null ? List.of() : List.of(spec.getClusterIP());
    }
    return addresses(ips);
  }

  private static List<InetAddress> externalIps(ServiceSpec spec, ServiceStatus status) {
    List<String> ips = new ArrayList<>();
    if (spec.getExternalIPs() != null) {
      ips.addAll(spec.getExternalIPs());
    }
    if (status != null && status.getLoadBalancer() != null) {
      List<LoadBalancerIngress> ingresses = status.getLoadBalancer().getIngress();
      if (ingresses != null) {
        ingresses.stream()
            .filter(ingress -> !"Proxy".equals(ingress.getIpMode()))
            .map(LoadBalancerIngress::getIp)
            .filter(Objects::nonNull)
            .forEach(ips::add);
      }
    }
    return addresses(ips);
  }

  /** The IPv4 addresses among texts; "None", empty ones and IPv6 are left out. */
  private static List<InetAddress> addresses(List<String> texts) {
    return texts.stream()
        .filter(text -> text != null && !text.isEmpty() && !text.equals("None"))
        .map(InetAddress::ofLiteral)
        .filter(Inet4Address.class::isInstance)
        .distinct()
        .toList();
  }

  private static Port port(ServicePort port) {
    return new Port(
        port.getName() == null ? "" : port.getName(),
        Protocol.of(port.getProtocol()),
        port.getPort(),
        port.getNodePort() == null ? 0 : port.getNodePort());
  }

  private static int affinitySeconds(ServiceSpec spec) {
    if (!"ClientIP".equals(spec.getSessionAffinity())) {
      return 0;
    }
    var configuration = spec.getSessionAffinityConfig();
    return configuration == null
            || configuration.getClientIP() == null
            || configuration.getClientIP().getTimeoutSeconds() == null
        ? DEFAULT_AFFINITY_SECONDS
        : configuration.getClientIP().getTimeoutSeconds();
  }
}
