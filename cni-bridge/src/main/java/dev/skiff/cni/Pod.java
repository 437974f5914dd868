package dev.skiff.cni;

import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.InterfaceAddress;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.route.Route;
import java.net.InetAddress;
import java.util.Optional;

/** The pod's side: its interface, address and default route, in its own namespace. */
final class Pod {
  private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
  private final Network network;
  private final String interfaceName;

  Pod(Network network, String interfaceName) {
    this.network = network;
    this.interfaceName = interfaceName;
  }

  /** Sets all up; the interface must be there. */
  Link configure(Cidr address, InetAddress gateway) {
    network.links().setUp(network.links().find("lo").orElseThrow().index());
    Link link = network.links().find(interfaceName).orElseThrow();
    network.addresses().replace(new InterfaceAddress(link.index(), address));
    network.links().setUp(link.index());
    network.routes().replace(Route.via(EVERYWHERE, gateway));
    return network.links().find(interfaceName).orElseThrow();
  }

  /** What is not as {@link #configure} left it; empty if all is well. */
  Optional<String> fault(Cidr address) {
    Optional<Link> link = network.links().find(interfaceName);
    if (link.isEmpty()) {
      return Optional.of("the pod has no interface " + interfaceName);
    }
    if (!link.get().up()) {
      return Optional.of(interfaceName + " is down");
    }
    if (!network.addresses().list().contains(new InterfaceAddress(link.get().index(), address))) {
      return Optional.of(interfaceName + " does not have address " + address);
    }
    if (network.routes().list().stream().noneMatch(r -> r.destination().equals(EVERYWHERE))) {
      return Optional.of("the pod has no default route");
    }
    return Optional.empty();
  }
}
