package dev.skiff.agent.proxy;

import dev.skiff.iptables.route.Cidr;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;

/** Services and EndpointSlices for the proxy's tests. */
final class Objects {
  static final String NODE = "node-1";
  static final ProxyConfiguration CONFIGURATION =
      new ProxyConfiguration(
          NODE,
          Cidr.parse("10.244.0.0/16"),
          Cidr.parse("10.96.0.0/16"),
          InetAddress.ofLiteral("10.96.0.10"));

  private Objects() {}

  /** A ClusterIP service of port 80. */
  static ServiceBuilder service(String name, String clusterIp) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP(clusterIp)
        .withClusterIPs(clusterIp)
        .addNewPort()
        .withProtocol("TCP")
        .withPort(80)
        .endPort()
        .endSpec();
  }

  /** The same with a node port. */
  static ServiceBuilder nodePort(String name, String clusterIp, int nodePort) {
    return service(name, clusterIp)
        .editSpec()
        .withType("NodePort")
        .editFirstPort()
        .withNodePort(nodePort)
        .endPort()
        .endSpec();
  }

  /** A UDP service of port 53. */
  static Service udp(String name, String clusterIp) {
    return service(name, clusterIp)
        .editSpec()
        .editFirstPort()
        .withProtocol("UDP")
        .withPort(53)
        .endPort()
        .endSpec()
        .build();
  }

  /** A slice of a service whose endpoints listen on port 8080. */
  static EndpointSlice slice(String service, String protocol, Endpoint... endpoints) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(service + "-abcde")
        .withLabels(Map.of("kubernetes.io/service-name", service))
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withProtocol(protocol)
        .withPort(8080)
        .endPort()
        .withEndpoints(Arrays.asList(endpoints))
        .build();
  }

  static EndpointSlice slice(String service, Endpoint... endpoints) {
    return slice(service, "TCP", endpoints);
  }

  /** A ready endpoint of this node. */
  static Endpoint local(String address) {
    return on(NODE, address);
  }

  /** A ready endpoint of a node. */
  static Endpoint on(String node, String address) {
    return new EndpointBuilder()
        .withAddresses(address)
        .withNodeName(node)
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .build();
  }

  /** An endpoint that ends but still serves. */
  static Endpoint ending(String address) {
    return new EndpointBuilder()
        .withAddresses(address)
        .withNodeName(NODE)
        .withNewConditions()
        .withReady(false)
        .withServing(true)
        .withTerminating(true)
        .endConditions()
        .build();
  }
}
