package dev.skiff.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.iptables.conntrack.Conntrack;
import dev.skiff.iptables.conntrack.KernelConntrack;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import dev.skiff.iptables.namespace.NetworkNamespaces;
import dev.skiff.iptables.nftables.KernelNftables;
import dev.skiff.iptables.nftables.Nftables;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.sysctl.KernelSysctls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The commands of the CNI specification, on the network namespace of the calling thread. */
final class Plugin {
  private final NetworkNamespaces namespaces = new KernelNetworkNamespaces();
  private final NetworkConfiguration configuration;

  Plugin(NetworkConfiguration configuration) {
    this.configuration = configuration;
  }

  /** ADD: connects the pod; what was begun is undone if it fails. */
  ObjectNode add(Invocation invocation) throws Exception {
    requireNamespace(invocation);
    InetAddress address;
    try (AddressPool pool = AddressPool.open(configuration)) {
      address = pool.allocate(invocation.containerId(), invocation.interfaceName());
    }
    try (Network network = KernelNetwork.open();
        Nftables nftables = KernelNftables.open()) {
      return connect(invocation, address, network, nftables);
    } catch (Exception e) {
      try {
        delete(invocation);
      } catch (Exception undoing) {
        e.addSuppressed(undoing);
      }
      throw e;
    }
  }

  private ObjectNode connect(
      Invocation invocation, InetAddress address, Network network, Nftables nftables)
      throws Exception {
    Host host = new Host(network, new KernelSysctls(), configuration);
    HostRules rules = new HostRules(nftables, configuration);
    Link bridge = host.bridge();
    rules.ensure();
    Link veth;
    try (FileDescriptor namespace = FileDescriptor.open(invocation.namespace())) {
      veth = host.plug(bridge, invocation, namespace, address);
    }
    InetAddress gateway = AddressPool.gateway(configuration.subnet());
    Cidr own = new Cidr(address, configuration.subnet().prefix());
    Link inPod =
        namespaces.in(
            invocation.namespace(),
            () -> {
              try (Network podNetwork = KernelNetwork.open()) {
                return new Pod(podNetwork, invocation.interfaceName()).configure(own, gateway);
              }
            });
    rules.open(address);
    forgetFlows(address, network);
    return new Result(configuration.version())
        .attached(bridge, veth, inPod, invocation.namespace(), own, gateway);
  }

  private void forgetFlows(InetAddress pod, Network network) {
    Set<InetAddress> host =
        network.addresses().list().stream()
            .map(one -> one.address().address())
            .collect(Collectors.toSet());
    HostPortFlows flows = new HostPortFlows(configuration.portMappings(), pod, host);
    if (flows.possible()) {
      try (Conntrack conntrack = KernelConntrack.open()) {
        flows.forget(conntrack);
      }
    }
  }

  /** DEL: disconnects the pod; whatever is gone already is fine. */
  void delete(Invocation invocation) throws IOException {
    try (AddressPool pool = AddressPool.open(configuration);
        Network network = KernelNetwork.open();
        Nftables nftables = KernelNftables.open()) {
      disconnect(invocation, pool, network, nftables);
    }
  }

  private void disconnect(
      Invocation invocation, AddressPool pool, Network network, Nftables nftables)
      throws IOException {
    HostRules rules = new HostRules(nftables, configuration);
    for (InetAddress address :
        pool.addresses(invocation.containerId(), invocation.interfaceName())) {
      rules.close(address);
    }
    new Host(network, new KernelSysctls(), configuration).unplug(invocation);
    pool.release(invocation.containerId(), invocation.interfaceName());
  }

  /** CHECK: fails unless everything is as ADD left it. */
  void check(Invocation invocation) throws Exception {
    requireNamespace(invocation);
    JsonNode ips = configuration.previousResult().path("ips");
    if (ips.isEmpty()) {
      throw new CniException(
          CniException.INVALID_CONFIGURATION, "CHECK needs a prevResult with addresses");
    }
    Cidr address = Cidr.parse(ips.path(0).path("address").asText());
    try (Network network = KernelNetwork.open()) {
      if (!new Host(network, new KernelSysctls(), configuration).plugged(invocation)) {
        throw new CniException(
            CniException.CHECK_FAILED,
            invocation.hostInterface() + " is not a port of " + configuration.bridge());
      }
    }
    Optional<String> fault =
        namespaces.in(
            invocation.namespace(),
            () -> {
              try (Network network = KernelNetwork.open()) {
                return new Pod(network, invocation.interfaceName()).fault(address);
              }
            });
    if (fault.isPresent()) {
      throw new CniException(CniException.CHECK_FAILED, fault.get());
    }
  }

  /** GC: disconnects every pod that the runtime does not name. */
  void collectGarbage() throws IOException {
    Set<String> valid = new HashSet<>();
    for (JsonNode attachment : configuration.attachments()) {
      valid.add(attachment.path("containerID").asText() + "/" + attachment.path("ifname").asText());
    }
    try (AddressPool pool = AddressPool.open(configuration);
        Network network = KernelNetwork.open();
        Nftables nftables = KernelNftables.open()) {
      for (String[] attachment : pool.attachments()) {
        if (!valid.contains(attachment[0] + "/" + attachment[1])) {
          disconnect(
              new Invocation("DEL", attachment[0], null, attachment[1]), pool, network, nftables);
        }
      }
    }
  }

  /** STATUS: fails unless ADD could work. */
  void status() throws CniException {
    try (Network network = KernelNetwork.open();
        Nftables nftables = KernelNftables.open()) {
      network.links().find(configuration.bridge());
      new HostRules(nftables, configuration).ensure();
    } catch (KernelException e) {
      throw new CniException(CniException.KERNEL_REFUSED, e.getMessage());
    }
  }

  private static void requireNamespace(Invocation invocation) throws CniException {
    if (!Files.exists(invocation.namespace())) {
      throw new CniException(
          CniException.CONTAINER_UNKNOWN,
          "network namespace " + invocation.namespace() + " does not exist");
    }
  }
}
