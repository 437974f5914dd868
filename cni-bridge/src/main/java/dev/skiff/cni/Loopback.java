package dev.skiff.cni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Network;

/**
 * The plugin type {@code loopback}, which containerd calls for every pod beside the configured
 * network: sets the pod's lo up.
 */
final class Loopback {
  static final String TYPE = "loopback";
  private final String version;

  /**
   * @param version the version of the CNI specification that the runtime speaks
   */
  Loopback(String version) {
    this.version = version;
  }

  /** ADD: returns the result to print. */
  ObjectNode add(Invocation invocation) throws Exception {
    new KernelNetworkNamespaces()
        .in(
            invocation.namespace(),
            () -> {
              try (Network network = KernelNetwork.open()) {
                network.links().setUp(network.links().find("lo").orElseThrow().index());
                return null;
              }
            });
    return new Result(version).loopback(invocation.namespace());
  }
}
