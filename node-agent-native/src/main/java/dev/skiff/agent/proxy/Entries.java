package dev.skiff.agent.proxy;

import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Element;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one service puts into the table: elements, and the shapes whose chains they lead to.
 *
 * @param elements without duplicates
 * @param shapes without duplicates
 */
record Entries(Set<Entry> elements, Set<Shape> shapes) {
  static final Entries NONE = new Entries(Set.of(), Set.of());

  /** An element of a set of the table. */
  record Entry(String set, Element element) {}

  /** Computes what a service with these endpoints puts in. */
  static Entries of(ProxiedService service, List<ProxiedEndpoint> endpoints) {
    EntriesBuilder builder = new EntriesBuilder(service);
    for (ProxiedService.Port port : service.ports()) {
      List<ProxiedEndpoint> ofPort =
          endpoints.stream()
              .filter(e -> e.portName().equals(port.name()) && e.protocol() == port.protocol())
              .toList();
      builder.add(port, usable(ofPort, e -> true), usable(ofPort, ProxiedEndpoint::local));
    }
    return builder.build();
  }

  /** Those that are ready; if none is, those that end but still serve. Sorted, without doubles. */
  private static List<Data> usable(
      List<ProxiedEndpoint> endpoints, Predicate<ProxiedEndpoint> which) {
    List<ProxiedEndpoint> candidates = endpoints.stream().filter(which).toList();
    boolean anyReady = candidates.stream().anyMatch(ProxiedEndpoint::ready);
    return candidates.stream()
        .filter(anyReady ? ProxiedEndpoint::ready : ProxiedEndpoint::lastResort)
        .map(e -> Data.EMPTY.address(e.address()).port(e.port()))
        .distinct()
        .sorted(Comparator.comparing(Data::bytes, Arrays::compareUnsigned))
        .toList();
  }
}
