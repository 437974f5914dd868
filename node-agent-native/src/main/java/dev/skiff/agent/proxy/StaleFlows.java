package dev.skiff.agent.proxy;

import dev.skiff.agent.proxy.Entries.Entry;
import dev.skiff.iptables.conntrack.Conntrack;
import dev.skiff.iptables.conntrack.Flow;
import dev.skiff.iptables.nftables.Data;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * UDP connections that the kernel would carry on although their endpoint is gone, or untranslated
 * although their service now has one. A TCP connection ends by itself; UDP has no end, and a client
 * that keeps its port would be sent astray for ever.
 */
final class StaleFlows {
  /** An endpoint that no longer serves; the address is ANY for a node port. */
  private record Lost(InetSocketAddress service, InetSocketAddress endpoint) {}

  private final Set<Lost> lost;
  private final Set<InetSocketAddress> found;

  private StaleFlows(Set<Lost> lost, Set<InetSocketAddress> found) {
    this.lost = lost;
    this.found = found;
  }

  /** Finds them in a change. */
  static StaleFlows of(List<Entry> gone, List<Entry> come) {
    Set<Lost> lost = new HashSet<>();
    Set<InetSocketAddress> found = new HashSet<>();
    for (Entry entry : gone) {
      if (!udp(entry)) {
        continue;
      }
      if (entry.set().equals(TableLayout.ENDPOINTS)) {
        lost.add(lost(entry));
      } else if (entry.set().equals(TableLayout.REJECTED)) {
        found.add(at(entry.element().key(), 0, 8));
      }
    }
    for (Entry entry : come) {
      if (entry.set().equals(TableLayout.ENDPOINTS) && udp(entry)) {
        lost.remove(lost(entry)); // it only moved to another slot
      }
    }
    return new StaleFlows(lost, found);
  }

  private static boolean udp(Entry entry) {
    byte[] key = entry.element().key().bytes();
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
    if (!lost.isEmpty() || !found.isEmpty()) {
      conntrack.delete(this::stale);
    }
  }

  private boolean stale(Flow flow) {
    if (flow.protocol() != Protocol.UDP) {
      return false;
    }
    InetSocketAddress nodePort =
        new InetSocketAddress(TableLayout.ANY, flow.destination().getPort());
    boolean untranslated = flow.replySource().equals(flow.destination());
    return lost.contains(new Lost(flow.destination(), flow.replySource()))
        || lost.contains(new Lost(nodePort, flow.replySource()))
        || untranslated && (found.contains(flow.destination()) || found.contains(nodePort));
  }
}
