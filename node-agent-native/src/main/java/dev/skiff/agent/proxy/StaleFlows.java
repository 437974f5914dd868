package dev.skiff.agent.proxy;

import dev.skiff.agent.proxy.Entries.Entry;
import dev.skiff.iptables.conntrack.Conntrack;
import dev.skiff.iptables.conntrack.Flow;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Element;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * UDP connections that the kernel would carry on although their endpoint is gone, or untranslated
 * although their service now has one. A TCP connection ends by itself; UDP has no end, and a client
 * that keeps its port would be sent astray for ever.
 */
final class StaleFlows {
  /** An endpoint that no longer serves; the address is ANY for a node port. */
  private record Lost(InetSocketAddress service, InetSocketAddress endpoint) {}

  private final boolean any;
  private final Predicate<Flow> which;

  private StaleFlows(boolean any, Predicate<Flow> which) {
    this.any = any;
    this.which = which;
  }

  /** Finds them in a change. */
  static StaleFlows of(List<Entry> gone, List<Entry> come) {
    Set<Lost> lost = new HashSet<>();
    Set<InetSocketAddress> found = new HashSet<>();
    for (Entry entry : gone) {
      if (!udp(entry.element())) {
        continue;
      }
      if (entry.set().equals(TableLayout.ENDPOINTS)) {
        lost.add(lost(entry));
      } else if (entry.set().equals(TableLayout.REJECTED)) {
        found.add(at(entry.element().key(), 0, 8));
      }
    }
    for (Entry entry : come) {
      if (entry.set().equals(TableLayout.ENDPOINTS) && udp(entry.element())) {
        lost.remove(lost(entry)); // it only moved to another slot
      }
    }
    return new StaleFlows(!lost.isEmpty() || !found.isEmpty(), flow -> isStale(flow, lost, found));
  }

  /**
   * Finds them where it is not known what changed: an earlier run of the agent may have made the
   * table, and endpoints may have gone since.
   *
   * @param endpoints what the table has under this name now
   * @param others keys of services that have none, or none that may be used
   */
  static StaleFlows beside(Collection<Element> endpoints, Collection<Element> others) {
    Map<InetSocketAddress, Set<InetSocketAddress>> serving = new HashMap<>();
    for (Element element : others) {
      if (udp(element)) {
        serving.put(at(element.key(), 0, 8), new HashSet<>());
      }
    }
    for (Element element : endpoints) {
      if (udp(element)) {
        serving
            .computeIfAbsent(at(element.key(), 0, 8), service -> new HashSet<>())
            .add(at((Data) element.value(), 0, 4));
      }
    }
    return new StaleFlows(!serving.isEmpty(), flow -> isStrange(flow, serving));
  }

  private static boolean udp(Element element) {
    byte[] key = element.key().bytes();
    return key.length >= 12 && key[4] == Protocol.UDP;
  }

  private static Lost lost(Entry entry) {
    return new Lost(at(entry.element().key(), 0, 8), at((Data) entry.element().value(), 0, 4));
  }

  private static InetSocketAddress at(Data data, int address, int port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(Arrays.copyOfRange(data.bytes(), address, address + 4)),
          ByteBuffer.wrap(data.bytes()).getShort(port) & 0xffff);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the kernel forget them. */
  void forget(Conntrack conntrack) {
    if (any) {
      conntrack.delete(flow -> flow.protocol() == Protocol.UDP && which.test(flow));
    }
  }

  private static boolean isStale(Flow flow, Set<Lost> lost, Set<InetSocketAddress> found) {
    return lost.contains(new Lost(flow.destination(), flow.replySource()))
        || lost.contains(new Lost(nodePort(flow), flow.replySource()))
        || !translated(flow)
            && (found.contains(flow.destination()) || found.contains(nodePort(flow)));
  }

  private static boolean isStrange(
      Flow flow, Map<InetSocketAddress, Set<InetSocketAddress>> serving) {
    Set<InetSocketAddress> ofService = serving.get(flow.destination());
    if (ofService != null) {
      return !ofService.contains(flow.replySource());
    }
    // Others may have the number of a node port on addresses that are not this node's.
    Set<InetSocketAddress> ofNodePort = serving.get(nodePort(flow));
    return translated(flow) && ofNodePort != null && !ofNodePort.contains(flow.replySource());
  }

  private static boolean translated(Flow flow) {
    return !flow.replySource().equals(flow.destination());
  }

  private static InetSocketAddress nodePort(Flow flow) {
    return new InetSocketAddress(TableLayout.ANY, flow.destination().getPort());
  }
}
