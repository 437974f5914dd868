package dev.skiff.agent.network;

import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.InterfaceAddress;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.route.Route;
import dev.skiff.iptables.sysctl.Sysctls;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.NoSuchElementException;
import org.jboss.logging.Logger;

/** What the node's own network needs for pods and services to work. */
public final class HostNetwork {

  private static final Logger LOG = Logger.getLogger(HostNetwork.class);

  private final Network network;
  private final Sysctls sysctls;

  public HostNetwork(Network network, Sysctls sysctls) {
    this.network = network;
    this.sysctls = sysctls;
  }

  /**
   * Lets the node forward, sees to it that replies on the pods' bridge pass netfilter, and gives
   * the loopback interface the address at which cluster DNS is answered.
   *
   * @param nodeAddress the node's InternalIP
   * @param serviceCidr the services' addresses; without a default route they get one, since the
   *     kernel looks for a route before an address is translated
   * @throws KernelException when the kernel refuses
   */
  public void prepare(InetAddress nodeAddress, Cidr serviceCidr, InetAddress clusterDns) {
    sysctls.set("net.ipv4.ip_forward", "1");
    setIfPresent("net.bridge.bridge-nf-call-iptables", "1");
    Link loopback = network.links().find("lo").orElseThrow();
    network.links().setUp(loopback.index());
    network.addresses().replace(new InterfaceAddress(loopback.index(), Cidr.host(clusterDns)));
    if (network.routes().list().stream().noneMatch(HostNetwork::isDefault)) {
      network.routes().replace(new Route(serviceCidr, null, linkOf(nodeAddress)));
    }
  }

  private static boolean isDefault(Route route) {
    return route.destination().prefix() == 0;
  }

  private int linkOf(InetAddress nodeAddress) {
    List<InterfaceAddress> addresses = network.addresses().list();
    return addresses.stream()
        .filter(address -> address.address().address().equals(nodeAddress))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "no interface of this machine has the node's address "
                        + nodeAddress.getHostAddress()))
        .link();
  }

  /** A kernel without br_netfilter has no such parameter, and then it is not needed. */
  private void setIfPresent(String name, String value) {
    try {
      if (sysctls.get(name).isPresent()) {
        sysctls.set(name, value);
      }
    } catch (UncheckedIOException e) {
      LOG.warnf("%s: %s", name, e.getMessage());
    }
  }
}
