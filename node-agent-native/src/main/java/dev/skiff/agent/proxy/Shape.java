package dev.skiff.agent.proxy;

import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Rule;
import dev.skiff.iptables.nftables.Verdict;
import dev.skiff.iptables.nftables.expression.Bitwise;
import dev.skiff.iptables.nftables.expression.Compare;
import dev.skiff.iptables.nftables.expression.DeleteFromSet;
import dev.skiff.iptables.nftables.expression.DestinationNat;
import dev.skiff.iptables.nftables.expression.Expression;
import dev.skiff.iptables.nftables.expression.Fib;
import dev.skiff.iptables.nftables.expression.Immediate;
import dev.skiff.iptables.nftables.expression.Lookup;
import dev.skiff.iptables.nftables.expression.Payload;
import dev.skiff.iptables.nftables.expression.RandomNumber;
import dev.skiff.iptables.nftables.expression.UpdateSet;
import dev.skiff.iptables.route.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything in which the handling of one service's address differs from another's; each shape in
 * use has one chain, which all services of that shape share.
 *
 * @param role from where the address is used
 * @param count number of endpoints among which to choose
 * @param affinitySeconds how long a client stays with its endpoint; 0 for not at all
 */
record Shape(Role role, int count, int affinitySeconds) {
  /** Roles. "Short cut" is what pods and this node take where outsiders are kept on the node. */
  enum Role {
    CLUSTER(false, Slots.CLUSTER),
    EXTERNAL(false, Slots.CLUSTER),
    EXTERNAL_LOCAL(false, Slots.LOCAL),
    NODE_PORT(true, Slots.CLUSTER),
    NODE_PORT_LOCAL(true, Slots.LOCAL),
    NODE_PORT_SHORT_CUT(true, Slots.CLUSTER);

    private final boolean nodePort;
    private final int firstSlot;

    Role(boolean nodePort, int firstSlot) {
      this.nodePort = nodePort;
      this.firstSlot = firstSlot;
    }

    /** The number of the first endpoint of this role. */
    int firstSlot() {
      return firstSlot;
    }

    /** Whether pods and this node take a short cut from here. */
    boolean leadsToShortCuts() {
      return firstSlot == Slots.LOCAL;
    }

    /** The same for outsiders, if they are kept on the node. */
    Role keptOnNode() {
      return nodePort ? NODE_PORT_LOCAL : EXTERNAL_LOCAL;
    }

    /** The same for pods and this node, if outsiders are kept on the node. */
    Role shortCut() {
      return nodePort ? NODE_PORT_SHORT_CUT : CLUSTER;
    }
  }

  /** The two lists of endpoints that one address may have. */
  private static final class Slots {
    static final int CLUSTER = 0;
    static final int LOCAL = 1 << 16;
  }

  // Registers: client, key (address, protocol, port), random slot, endpoint (address, port). Each
  // lookup reads a run of them.
  private static final int CLIENT = Expression.register(0);
  private static final int ADDRESS = Expression.register(1);
  private static final int SLOT = Expression.register(4);
  private static final int ENDPOINT = Expression.register(5);

  /** The number of this shape, by which elements name it. */
  Data id() {
    return Data.EMPTY.number(role.ordinal() << 24 | affinitySeconds).number(count);
  }

  /** Name of the chain. */
  String chain() {
    String name = role.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + count;
    return affinitySeconds == 0 ? name : name + "-affinity-" + affinitySeconds;
  }

  /** The chain's rules. */
  List<Rule> rules(Cidr clusterCidr) {
    List<Rule> rules = new ArrayList<>();
    switch (role) {
      case CLUSTER, NODE_PORT_SHORT_CUT ->
          rules.add(
              Rule.of(
                  "clients that are not pods",
                  Payload.sourceAddress(CLIENT),
                  Bitwise.and(CLIENT, clusterCidr.mask()),
                  Compare.different(CLIENT, clusterCidr.address().getAddress()),
                  Immediate.verdict(Verdict.jump(TableLayout.MARK_MASQUERADE))));
      case EXTERNAL, NODE_PORT ->
          rules.add(
              Rule.of(
                  "answers must come back this way",
                  Immediate.verdict(Verdict.jump(TableLayout.MARK_MASQUERADE))));
      case EXTERNAL_LOCAL, NODE_PORT_LOCAL -> rules.addAll(shortCuts(clusterCidr));
    }
    if (count == 0) {
      rules.add(Rule.of("no endpoint on this node", Immediate.verdict(Verdict.DROP)));
      return rules;
    }
    if (affinitySeconds > 0) {
      rules.add(returning());
      rules.add(choose("one of " + count + ", to be remembered", true));
    }
    rules.add(choose("one of " + count, false));
    return rules;
  }

  private List<Rule> shortCuts(Cidr clusterCidr) {
    Verdict shortCut =
        Verdict.goTo(
            role.nodePort ? TableLayout.SHORT_CUT_NODE_PORTS : TableLayout.SHORT_CUT_SERVICES);
    return List.of(
        Rule.of(
            "pods",
            Payload.sourceAddress(CLIENT),
            Bitwise.and(CLIENT, clusterCidr.mask()),
            Compare.equal(CLIENT, clusterCidr.address().getAddress()),
            Immediate.verdict(shortCut)),
        Rule.of(
            "this node",
            new Fib(CLIENT, true),
            new Compare(CLIENT, true, Data.EMPTY.number(Fib.LOCAL)),
            Immediate.verdict(shortCut)));
  }

  /** A client that was here before goes to the same endpoint, if that still serves the address. */
  private Rule returning() {
    List<Expression> expressions = new ArrayList<>();
    expressions.add(Payload.sourceAddress(CLIENT));
    expressions.addAll(key());
    int endpoint = Expression.register(4);
    expressions.add(new Lookup(TableLayout.AFFINITY, CLIENT, endpoint));
    expressions.add(Lookup.in(TableLayout.AFFINITY_ENDPOINTS, ADDRESS));
    expressions.add(remember(endpoint));
    expressions.add(new DestinationNat(endpoint, endpoint + 1));
    return new Rule("clients that were here before", expressions);
  }

  /** The kernel leaves a rule where it can remember no more clients, and takes the next one. */
  private Rule choose(String comment, boolean remembered) {
    List<Expression> expressions = new ArrayList<>();
    if (remembered) {
      expressions.add(Payload.sourceAddress(CLIENT));
    }
    expressions.addAll(key());
    expressions.add(new RandomNumber(SLOT, count, role.firstSlot()));
    expressions.add(new Lookup(TableLayout.ENDPOINTS, ADDRESS, ENDPOINT));
    if (remembered) {
      expressions.add(new DeleteFromSet(TableLayout.AFFINITY, CLIENT, ENDPOINT));
      expressions.add(remember(ENDPOINT));
    }
    expressions.add(new DestinationNat(ENDPOINT, ENDPOINT + 1));
    return new Rule(comment, expressions);
  }

  private UpdateSet remember(int endpoint) {
    return new UpdateSet(
        TableLayout.AFFINITY, CLIENT, endpoint, Duration.ofSeconds(affinitySeconds));
  }

  private List<Expression> key() {
    return TableLayout.key(ADDRESS, role.nodePort);
  }
}
