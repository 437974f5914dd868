package dev.skiff.agent.proxy;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint of one port.
 *
 * @param portName name of the service's port that leads here, empty if it has none
 * @param protocol IP protocol number
 * @param address IPv4
 * @param port where it listens
 * @param ready whether it takes new connections
 * @param lastResort whether it is ending but still serves: taken if none is ready (KEP-1669)
 * @param local whether it is on this node
 */
record ProxiedEndpoint(
    String portName,
    int protocol,
    InetAddress address,
    int port,
    boolean ready,
    boolean lastResort,
    boolean local) {

  /** The endpoints of a slice, one for each of its ports. */
  static List<ProxiedEndpoint> of(EndpointSlice slice, String nodeName) {
    List<ProxiedEndpoint> endpoints = new ArrayList<>();
    if (!"IPv4".equals(slice.getAddressType())
        || slice.getPorts() == null
        || slice.getEndpoints() == null) {
      return endpoints;
    }
    for (EndpointPort port : slice.getPorts()) {
      if (port.getPort() == null) {
        continue;
      }
      for (Endpoint endpoint : slice.getEndpoints()) {
        if (!endpoint.getAddresses().isEmpty()) {
          endpoints.add(of(port, endpoint, nodeName));
        }
      }
    }
    return endpoints;
  }

  private static ProxiedEndpoint of(EndpointPort port, Endpoint endpoint, String nodeName) {
    EndpointConditions conditions = endpoint.getConditions();
    // an unset condition means ready, serving, not terminating (discovery.k8s.io/v1)
    boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    boolean serving =
        conditions == null || conditions.getServing() == null ? ready : conditions.getServing();
    boolean terminating = conditions != null && Boolean.TRUE.equals(conditions.getTerminating());
    return new ProxiedEndpoint(
        port.getName() == null ? "" : port.getName(),
        Protocol.of(port.getProtocol()),
        InetAddress.ofLiteral(endpoint.getAddresses().getFirst()),
        port.getPort(),
        ready,
        serving && terminating,
        nodeName.equals(endpoint.getNodeName()));
  }
}
