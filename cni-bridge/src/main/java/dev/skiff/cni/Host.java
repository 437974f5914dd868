package dev.skiff.cni;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.InterfaceAddress;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Links;
import dev.skiff.iptables.route.MacAddress;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.route.Route;
import dev.skiff.iptables.sysctl.Sysctls;
import java.net.InetAddress;
import java.util.Optional;

/** The host's side: the bridge with its address, and its ends of the pods' veth pairs. */
final class Host {
  private static final int DEFAULT_MTU = 1500;
  private final Network network;
  private final Sysctls sysctls;
  private final NetworkConfiguration configuration;

  Host(Network network, Sysctls sysctls, NetworkConfiguration configuration) {
    this.network = network;
    this.sysctls = sysctls;
    this.configuration = configuration;
  }

  /** The bridge, made if it is not there, up, with the subnet's first address. */
  Link bridge() {
    Links links = network.links();
    InetAddress gateway = AddressPool.gateway(configuration.subnet());
    Link bridge = links.find(configuration.bridge()).orElseGet(() -> addBridge(gateway));
    network
        .addresses()
        .replace(
            new InterfaceAddress(
                bridge.index(), new Cidr(gateway, configuration.subnet().prefix())));
    if (!bridge.up()) {
      links.setUp(bridge.index());
    }
    sysctls.set("net.ipv4.ip_forward", "1");
    // else answers to connections from 127.0.0.1 to a host port would be taken for forged
    if (!configuration.portMappings().isEmpty()) {
      sysctls.set("net.ipv4.conf." + configuration.bridge() + ".route_localnet", "1");
    }
    // without it a service's answer between two pods of this bridge would bypass the translation
    if (sysctls.get("net.bridge.bridge-nf-call-iptables").isPresent()) {
      sysctls.set("net.bridge.bridge-nf-call-iptables", "1");
    }
    return links.find(configuration.bridge()).orElseThrow();
  }

  private Link addBridge(InetAddress gateway) {
    Links links = network.links();
    Link bridge;
    try {
      bridge = links.addBridge(configuration.bridge());
    } catch (KernelException e) {
      if (e.is(Errno.EEXIST)) {
        return links.find(configuration.bridge()).orElseThrow(); // another ADD was faster
      }
      throw e;
    }
    // else the bridge would take its ports' lowest address, and change it as pods come and go
    links.setMac(bridge.index(), mac(gateway));
    return bridge;
  }

  /** Makes the pair and plugs this end into the bridge. */
  Link plug(Link bridge, Invocation invocation, FileDescriptor namespace, InetAddress pod) {
    Links links = network.links();
    Link veth =
        links.addVeth(
            invocation.hostInterface(), mtu(), invocation.interfaceName(), namespace, mac(pod));
    links.setMaster(veth.index(), bridge.index());
    links.setHairpin(veth.index(), configuration.hairpin());
    links.setUp(veth.index());
    return veth;
  }

  /** Deletes the pair; none is fine. */
  void unplug(Invocation invocation) {
    Optional<Link> veth = network.links().find(invocation.hostInterface());
    try {
      veth.ifPresent(link -> network.links().delete(link.index()));
    } catch (KernelException e) {
      if (!e.is(Errno.ENODEV)) { // the namespace took it along meanwhile
        throw e;
      }
    }
  }

  /** Whether this end is there and plugged in. */
  boolean plugged(Invocation invocation) {
    Optional<Link> bridge = network.links().find(configuration.bridge());
    Optional<Link> veth = network.links().find(invocation.hostInterface());
    return bridge.isPresent()
        && veth.isPresent()
        && veth.get().up()
        && veth.get().master() == bridge.get().index();
  }

  /** The Ethernet address that belongs to an IP address: one that comes back keeps it. */
  static MacAddress mac(InetAddress address) {
    byte[] ip = address.getAddress();
    return MacAddress.of(new byte[] {0x0a, 0x58, ip[0], ip[1], ip[2], ip[3]});
  }

  private int mtu() {
    if (configuration.mtu() > 0) {
      return configuration.mtu();
    }
    int uplink =
        network.routes().list().stream()
            .filter(r -> r.destination().prefix() == 0 && r.gateway() != null)
            .map(Route::link)
            .findFirst()
            .orElse(0);
    return network.links().list().stream()
        .filter(l -> l.index() == uplink)
        .map(Link::mtu)
        .findFirst()
        .orElse(DEFAULT_MTU);
  }
}
