package dev.skiff.agent.proxy;

import dev.skiff.iptables.nftables.Chain;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.DataType;
import dev.skiff.iptables.nftables.Family;
import dev.skiff.iptables.nftables.Hook;
import dev.skiff.iptables.nftables.NamedSet;
import dev.skiff.iptables.nftables.Rule;
import dev.skiff.iptables.nftables.Table;
import dev.skiff.iptables.nftables.Transaction;
import dev.skiff.iptables.nftables.Verdict;
import dev.skiff.iptables.nftables.expression.Bitwise;
import dev.skiff.iptables.nftables.expression.Compare;
import dev.skiff.iptables.nftables.expression.Conntrack;
import dev.skiff.iptables.nftables.expression.Expression;
import dev.skiff.iptables.nftables.expression.Fib;
import dev.skiff.iptables.nftables.expression.Immediate;
import dev.skiff.iptables.nftables.expression.Lookup;
import dev.skiff.iptables.nftables.expression.Masquerade;
import dev.skiff.iptables.nftables.expression.Meta;
import dev.skiff.iptables.nftables.expression.Payload;
import dev.skiff.iptables.nftables.expression.Reject;
import dev.skiff.iptables.nftables.expression.SetMark;
import dev.skiff.iptables.route.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The fixed part of the proxy's table: its maps, and the chains that look addresses up in them. A
 * service or endpoint is only an element; see docs/service-proxy.md.
 */
final class TableLayout {
  static final Table TABLE = new Table(Family.IPV4, "skiff-proxy");

  /**
   * A shape's number to its chain. Few elements: the kernel checks all whenever a chain changes.
   */
  static final String SHAPES = "shapes";

  /** The same without those that lead to short cuts: the kernel refuses what looks like a loop. */
  static final String SHORT_CUT_SHAPES = "short-cut-shapes";

  /** Address, protocol, port of a service to the number of its shape. */
  static final String SERVICES = "services";

  /** Protocol and port of a node port to the number of its shape. */
  static final String NODE_PORTS = "node-ports";

  /** The same for pods and this node, where outsiders are kept on the node. */
  static final String SHORT_CUTS = "short-cuts";

  /** Address, protocol, port and slot to an endpoint's address and port. */
  static final String ENDPOINTS = "endpoints";

  /** Addresses, protocols, ports without endpoints. */
  static final String REJECTED = "rejected";

  /** Those whose endpoints are all on other nodes, to which policy does not let them go. */
  static final String DROPPED = "dropped";

  /** Endpoints of this node, twice: a pod that reaches itself through a service. */
  static final String HAIRPIN = "hairpin";

  /** Client and service to the endpoint of the client's last connection. */
  static final String AFFINITY = "affinity";

  /** Service and endpoint, for services with affinity: who may still be returned to. */
  static final String AFFINITY_ENDPOINTS = "affinity-endpoints";

  static final String MARK_MASQUERADE = "mark-masquerade";
  static final String SHORT_CUT_SERVICES = "short-cut-services";
  static final String SHORT_CUT_NODE_PORTS = "short-cut-node-ports";
  static final String REJECT = "reject";

  /** Stands for "any address of this node" in keys. */
  static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

  private static final String DISPATCH = "dispatch";
  private static final String CHECK = "check-endpoints";
  private static final int MASQUERADE_MARK = 0x4000;
  private static final int MOST_AFFINITIES = 1 << 18;
  private static final int R0 = Expression.register(0);
  private static final int R1 = Expression.register(1);

  private TableLayout() {}

  /** Loads address, protocol and port into three registers; node ports have no address. */
  static List<Expression> key(int register, boolean nodePort) {
    return List.of(
        nodePort
            ? Immediate.data(register, Data.EMPTY.address(ANY))
            : Payload.destinationAddress(register),
        Meta.protocol(register + 1),
        Payload.destinationPort(register + 2));
  }

  /** Starts the table anew with its fixed part. */
  static Transaction begin(ProxyConfiguration configuration) {
    Transaction transaction = new Transaction(TABLE).replaceTable();
    sets(transaction);
    chains(transaction);
    natRules(transaction);
    filterRules(transaction, configuration);
    return transaction;
  }

  private static void sets(Transaction transaction) {
    DataType ip = DataType.IPV4_ADDR;
    DataType protocol = DataType.INET_PROTO;
    DataType port = DataType.INET_SERVICE;
    List<DataType> endpoint = List.of(ip, port);
    List<DataType> shape = List.of(DataType.MARK, DataType.MARK);
    transaction
        .addSet(NamedSet.verdicts(SHAPES, DataType.MARK, DataType.MARK))
        .addSet(NamedSet.verdicts(SHORT_CUT_SHAPES, DataType.MARK, DataType.MARK))
        .addSet(NamedSet.map(SERVICES, List.of(ip, protocol, port), shape))
        .addSet(NamedSet.map(NODE_PORTS, List.of(protocol, port), shape))
        .addSet(NamedSet.map(SHORT_CUTS, List.of(ip, protocol, port), shape))
        .addSet(NamedSet.set(REJECTED, ip, protocol, port))
        .addSet(NamedSet.set(DROPPED, ip, protocol, port))
        .addSet(NamedSet.map(ENDPOINTS, List.of(ip, protocol, port, DataType.MARK), endpoint))
        .addSet(NamedSet.set(HAIRPIN, ip, ip))
        .addSet(NamedSet.set(AFFINITY_ENDPOINTS, ip, protocol, port, ip, port))
        .addSet(
            NamedSet.map(AFFINITY, List.of(ip, ip, protocol, port), endpoint)
                .dynamic(Duration.ofHours(3), MOST_AFFINITIES));
  }

  private static void chains(Transaction transaction) {
    for (String name :
        List.of(
            MARK_MASQUERADE, SHORT_CUT_SERVICES, SHORT_CUT_NODE_PORTS, REJECT, DISPATCH, CHECK)) {
      transaction.addChain(Chain.regular(name));
    }
    int beforeNat = Hook.DESTINATION_NAT - 10;
    int afterNat = Hook.DESTINATION_NAT + 20;
    base(transaction, "nat", Hook.Point.PREROUTING, Hook.DESTINATION_NAT);
    base(transaction, "nat", Hook.Point.OUTPUT, Hook.DESTINATION_NAT);
    base(transaction, "nat", Hook.Point.POSTROUTING, Hook.SOURCE_NAT);
    base(transaction, "filter", Hook.Point.PREROUTING, beforeNat);
    base(transaction, "filter", Hook.Point.FORWARD, beforeNat);
    base(transaction, "filter", Hook.Point.OUTPUT, beforeNat);
    transaction.addChain(
        new Chain("filter-output-after", new Hook("filter", Hook.Point.OUTPUT, afterNat)));
  }

  private static void base(Transaction transaction, String type, Hook.Point point, int priority) {
    String name = type + "-" + point.name().toLowerCase(java.util.Locale.ROOT);
    transaction.addChain(new Chain(name, new Hook(type, point, priority)));
  }

  private static void natRules(Transaction transaction) {
    transaction
        .addRule("nat-prerouting", jump(DISPATCH))
        .addRule("nat-output", jump(DISPATCH))
        .addRule(DISPATCH, toShape("services", SERVICES, key(R0, false), SHAPES))
        .addRule(
            DISPATCH,
            toShape(
                "node ports",
                NODE_PORTS,
                concat(toThisNode(), List.of(Meta.protocol(R0), Payload.destinationPort(R1))),
                SHAPES))
        .addRule(
            SHORT_CUT_SERVICES,
            toShape("all endpoints", SHORT_CUTS, key(R0, false), SHORT_CUT_SHAPES))
        .addRule(
            SHORT_CUT_NODE_PORTS,
            toShape("all endpoints", SHORT_CUTS, key(R0, true), SHORT_CUT_SHAPES))
        .addRule(
            MARK_MASQUERADE,
            Rule.of("", Meta.mark(R0), Bitwise.or(R0, MASQUERADE_MARK), new SetMark(R0)))
        .addRule(
            "nat-postrouting",
            Rule.of(
                "marked",
                Meta.mark(R0),
                new Bitwise(R0, Data.EMPTY.number(MASQUERADE_MARK), Data.EMPTY.number(0)),
                new Compare(R0, false, Data.EMPTY.number(0)),
                Meta.mark(R0),
                new Bitwise(R0, Data.EMPTY.number(~MASQUERADE_MARK), Data.EMPTY.number(0)),
                new SetMark(R0),
                new Masquerade(true)))
        .addRule(
            "nat-postrouting",
            Rule.of(
                "a pod that reaches itself",
                new Conntrack(R0, Conntrack.Key.STATUS),
                new Bitwise(
                    R0, Data.EMPTY.number(Conntrack.DESTINATION_TRANSLATED), Data.EMPTY.number(0)),
                new Compare(R0, false, Data.EMPTY.number(0)),
                Payload.sourceAddress(R0),
                Payload.destinationAddress(R1),
                Lookup.in(HAIRPIN, R0),
                new Masquerade(true)));
  }

  private static void filterRules(Transaction transaction, ProxyConfiguration configuration) {
    Cidr services = configuration.serviceCidr().network();
    List<Expression> stillToService =
        List.of(
            Payload.destinationAddress(R0),
            Bitwise.and(R0, services.mask()),
            Compare.equal(R0, services.address().getAddress()));
    List<Expression> notDns =
        List.of(
            Payload.destinationAddress(R0),
            Compare.different(R0, configuration.clusterDns().getAddress()));
    List<Expression> reject = List.of(Immediate.verdict(Verdict.goTo(REJECT)));
    transaction
        .addRule("filter-prerouting", new Rule("", concat(starting(), jump(CHECK).expressions())))
        .addRule("filter-output", new Rule("", concat(starting(), jump(CHECK).expressions())))
        .addRule(
            "filter-forward",
            new Rule("no such service or port", concat(starting(), stillToService, reject)))
        .addRule(
            "filter-output-after",
            new Rule("no such service or port", concat(starting(), stillToService, notDns, reject)))
        .addRule(CHECK, check("services", REJECTED, key(R0, false), Verdict.goTo(REJECT)))
        .addRule(CHECK, check("services", DROPPED, key(R0, false), Verdict.DROP))
        .addRule(
            CHECK,
            check(
                "node ports", REJECTED, concat(toThisNode(), key(R0, true)), Verdict.goTo(REJECT)))
        .addRule(
            REJECT,
            Rule.of(
                "tcp", Meta.protocol(R0), Compare.equal(R0, (byte) Protocol.TCP), new Reject(true)))
        .addRule(REJECT, Rule.of("others", new Reject(false)));
  }

  private static Rule jump(String chain) {
    return Rule.of("", Immediate.verdict(Verdict.jump(chain)));
  }

  /** Finds the shape by a key that starts in register 0, and goes on in its chain. */
  private static Rule toShape(String comment, String map, List<Expression> key, String shapes) {
    int shape = Expression.register(3);
    return new Rule(
        comment, concat(key, List.of(new Lookup(map, R0, shape), Lookup.verdict(shapes, shape))));
  }

  private static Rule check(String comment, String set, List<Expression> key, Verdict verdict) {
    return new Rule(comment, concat(key, List.of(Lookup.in(set, R0), Immediate.verdict(verdict))));
  }

  private static List<Expression> starting() {
    return List.of(
        new Conntrack(R0, Conntrack.Key.STATE),
        new Bitwise(R0, Data.EMPTY.number(Conntrack.NEW), Data.EMPTY.number(0)),
        new Compare(R0, false, Data.EMPTY.number(0)));
  }

  /** Addressed to this node, but not by way of its loopback interface. */
  private static List<Expression> toThisNode() {
    return List.of(
        new Fib(R0, false),
        new Compare(R0, true, Data.EMPTY.number(Fib.LOCAL)),
        Payload.destinationAddress(R0),
        Bitwise.and(R0, new byte[] {(byte) 0xff, 0, 0, 0}),
        Compare.different(R0, new byte[] {127, 0, 0, 0}));
  }

  @SafeVarargs
  private static List<Expression> concat(List<Expression>... parts) {
    return java.util.stream.Stream.of(parts).flatMap(List::stream).toList();
  }
}
