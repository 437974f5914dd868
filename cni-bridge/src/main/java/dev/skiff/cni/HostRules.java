package dev.skiff.cni;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.nftables.Chain;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.DataType;
import dev.skiff.iptables.nftables.Element;
import dev.skiff.iptables.nftables.Family;
import dev.skiff.iptables.nftables.Hook;
import dev.skiff.iptables.nftables.NamedSet;
import dev.skiff.iptables.nftables.Nftables;
import dev.skiff.iptables.nftables.Rule;
import dev.skiff.iptables.nftables.Table;
import dev.skiff.iptables.nftables.Transaction;
import dev.skiff.iptables.nftables.expression.Bitwise;
import dev.skiff.iptables.nftables.expression.Compare;
import dev.skiff.iptables.nftables.expression.Conntrack;
import dev.skiff.iptables.nftables.expression.DestinationNat;
import dev.skiff.iptables.nftables.expression.Expression;
import dev.skiff.iptables.nftables.expression.Fib;
import dev.skiff.iptables.nftables.expression.Immediate;
import dev.skiff.iptables.nftables.expression.Lookup;
import dev.skiff.iptables.nftables.expression.Masquerade;
import dev.skiff.iptables.nftables.expression.Meta;
import dev.skiff.iptables.nftables.expression.Payload;
import dev.skiff.iptables.route.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The host's nf_tables table of one network: host ports as elements of a map, and masquerading of
 * what leaves the cluster. Pods keep their addresses among each other, on all nodes.
 */
final class HostRules {
  private static final int R0 = Expression.register(0);
  private static final int R1 = Expression.register(1);
  private static final int R2 = Expression.register(2);
  private static final int R3 = Expression.register(3);
  private static final int R4 = Expression.register(4);
  private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
  private static final String HOST_PORTS = "host-ports";
  private static final String HAIRPIN = "hairpin";

  private final Nftables nftables;
  private final NetworkConfiguration configuration;
  private final Table table;

  HostRules(Nftables nftables, NetworkConfiguration configuration) {
    this.nftables = nftables;
    this.configuration = configuration;
    table = new Table(Family.IPV4, "skiff-cni-" + configuration.name());
  }

  /** Makes the table, or brings its rules up to date; elements stay. */
  void ensure() {
    nftables.apply(
        new Transaction(table)
            .addTable()
            .addSet(
                NamedSet.map(
                    HOST_PORTS,
                    List.of(DataType.IPV4_ADDR, DataType.INET_PROTO, DataType.INET_SERVICE),
                    List.of(DataType.IPV4_ADDR, DataType.INET_SERVICE)))
            .addSet(NamedSet.set(HAIRPIN, DataType.IPV4_ADDR, DataType.IPV4_ADDR))
            .addChain(Chain.regular("dispatch"))
            .addChain(base("prerouting", Hook.Point.PREROUTING, Hook.DESTINATION_NAT + 10))
            .addChain(base("output", Hook.Point.OUTPUT, Hook.DESTINATION_NAT + 10))
            .addChain(base("postrouting", Hook.Point.POSTROUTING, Hook.SOURCE_NAT + 10))
            .flushChain("dispatch")
            .flushChain("prerouting")
            .flushChain("output")
            .flushChain("postrouting")
            .addRule("dispatch", hostPort("host port of one address", true))
            .addRule("dispatch", hostPort("host port of all addresses", false))
            .addRule("prerouting", toHost())
            .addRule("output", toHost())
            .addRule("postrouting", hairpin())
            .addRule("postrouting", fromLoopback())
            .addRule("postrouting", leavingCluster()));
  }

  private static Chain base(String name, Hook.Point point, int priority) {
    return new Chain(name, new Hook("nat", point, priority));
  }

  private static Rule toHost() {
    return Rule.of(
        "to an address of this host",
        new Fib(R0, false),
        new Compare(R0, true, Data.EMPTY.number(Fib.LOCAL)),
        Immediate.verdict(dev.skiff.iptables.nftables.Verdict.jump("dispatch")));
  }

  private static Rule hostPort(String comment, boolean ofAddress) {
    return Rule.of(
        comment,
        ofAddress ? Payload.destinationAddress(R0) : Immediate.data(R0, Data.EMPTY.address(ANY)),
        Meta.protocol(R1),
        Payload.destinationPort(R2),
        new Lookup(HOST_PORTS, R0, R3),
        new DestinationNat(R3, R4));
  }

  private static Rule hairpin() {
    return Rule.of(
        "a pod that reaches itself through a host port",
        new Conntrack(R0, Conntrack.Key.STATUS),
        new Bitwise(R0, Data.EMPTY.number(Conntrack.DESTINATION_TRANSLATED), Data.EMPTY.number(0)),
        new Compare(R0, false, Data.EMPTY.number(0)),
        Payload.sourceAddress(R0),
        Payload.destinationAddress(R1),
        Lookup.in(HAIRPIN, R0),
        new Masquerade(true));
  }

  /** A pod could not answer to 127.0.0.1. */
  private static Rule fromLoopback() {
    return Rule.of(
        "this host itself through a host port of a loopback address",
        new Conntrack(R0, Conntrack.Key.STATUS),
        new Bitwise(R0, Data.EMPTY.number(Conntrack.DESTINATION_TRANSLATED), Data.EMPTY.number(0)),
        new Compare(R0, false, Data.EMPTY.number(0)),
        Payload.sourceAddress(R0),
        Bitwise.and(R0, new byte[] {(byte) 0xff, 0, 0, 0}),
        Compare.equal(R0, new byte[] {127, 0, 0, 0}),
        new Masquerade(true));
  }

  private Rule leavingCluster() {
    if (!configuration.masquerade()) {
      return Rule.of("pods keep their addresses everywhere");
    }
    Cidr subnet = configuration.subnet();
    Cidr cluster = configuration.clusterCidr();
    byte[] multicast = {(byte) 0xe0, 0, 0, 0};
    byte[] multicastMask = {(byte) 0xf0, 0, 0, 0};
    return Rule.of(
        "pods' connections that leave the cluster",
        Payload.sourceAddress(R0),
        Bitwise.and(R0, subnet.mask()),
        Compare.equal(R0, subnet.address().getAddress()),
        Payload.destinationAddress(R0),
        Bitwise.and(R0, cluster.mask()),
        Compare.different(R0, cluster.address().getAddress()),
        Payload.destinationAddress(R0),
        Bitwise.and(R0, multicastMask),
        Compare.different(R0, multicast),
        new Masquerade(true));
  }

  /** Makes the pod's host ports lead to it. */
  void open(InetAddress pod) throws CniException {
    List<Element> ports =
        configuration.portMappings().stream()
            .map(
                m ->
                    new Element(
                        Data.EMPTY
                            .address(m.hostAddress())
                            .protocol(m.protocol())
                            .port(m.hostPort()),
                        Data.EMPTY.address(pod).port(m.containerPort())))
            .toList();
    if (ports.isEmpty()) {
      return;
    }
    try {
      nftables.apply(
          new Transaction(table)
              .addElements(HOST_PORTS, ports)
              .addElements(HAIRPIN, List.of(hairpin(pod))));
    } catch (KernelException e) {
      if (e.is(Errno.EEXIST)) {
        throw new CniException(
            CniException.KERNEL_REFUSED,
            "a host port of " + configuration.portMappings() + " leads to another pod already");
      }
      throw e;
    }
  }

  /** Closes all host ports that lead to a pod; none is fine. */
  void close(InetAddress pod) {
    if (nftables.chains(table).isEmpty()) {
      return;
    }
    List<Element> ports =
        nftables.elements(table, HOST_PORTS).stream()
            .filter(e -> e.value() instanceof Data data && leadsTo(data, pod))
            .toList();
    List<Element> hairpin =
        nftables.elements(table, HAIRPIN).stream().filter(hairpin(pod)::equals).toList();
    nftables.apply(
        new Transaction(table).deleteElements(HOST_PORTS, ports).deleteElements(HAIRPIN, hairpin));
  }

  private static boolean leadsTo(Data target, InetAddress pod) {
    return Arrays.equals(Arrays.copyOf(target.bytes(), 4), pod.getAddress());
  }

  private static Element hairpin(InetAddress pod) {
    return Element.of(Data.EMPTY.address(pod).address(pod));
  }
}
