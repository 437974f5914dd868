package dev.skiff.agent.proxy;

import dev.skiff.agent.proxy.Entries.Entry;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Element;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the elements of one service, address by address and port by port. */
final class EntriesBuilder {
  private final ProxiedService service;
  private final Set<Entry> elements = new LinkedHashSet<>();
  private final Set<Shape> shapes = new LinkedHashSet<>();

  EntriesBuilder(ProxiedService service) {
    this.service = service;
  }

  Entries build() {
    return new Entries(elements, shapes);
  }

  /**
   * Adds a port.
   *
   * @param all its usable endpoints, as address and port
   * @param local those on this node; if none is ready there, those that end there
   */
  void add(ProxiedService.Port port, List<Data> all, List<Data> local) {
    for (InetAddress address : service.clusterIps()) {
      cluster(key(address, port.protocol(), port.number()), all, local);
    }
    for (InetAddress address : service.externalIps()) {
      Data key = key(address, port.protocol(), port.number());
      outside(key, TableLayout.SERVICES, key, Shape.Role.EXTERNAL, all, local);
    }
    if (port.nodePort() != 0) {
      Data key = key(TableLayout.ANY, port.protocol(), port.nodePort());
      Data withoutAddress = Data.EMPTY.protocol(port.protocol()).port(port.nodePort());
      outside(key, TableLayout.NODE_PORTS, withoutAddress, Shape.Role.NODE_PORT, all, local);
    }
    for (Data endpoint : local) {
      Data address = new Data(Arrays.copyOf(endpoint.bytes(), 4));
      put(TableLayout.HAIRPIN, address.plus(address), null);
    }
  }

  private void cluster(Data key, List<Data> all, List<Data> local) {
    List<Data> used = service.internalLocal() ? local : all;
    if (used.isEmpty()) {
      put(all.isEmpty() ? TableLayout.REJECTED : TableLayout.DROPPED, key, null);
    } else {
      lead(TableLayout.SERVICES, key, key, Shape.Role.CLUSTER, used);
    }
  }

  private void outside(
      Data key, String map, Data mapKey, Shape.Role role, List<Data> all, List<Data> local) {
    if (all.isEmpty()) {
      put(TableLayout.REJECTED, key, null);
    } else if (service.externalLocal()) {
      lead(map, mapKey, key, role.keptOnNode(), local);
      lead(TableLayout.SHORT_CUTS, key, key, role.shortCut(), all);
    } else {
      lead(map, mapKey, key, role, all);
    }
  }

  private void lead(String map, Data mapKey, Data key, Shape.Role role, List<Data> endpoints) {
    int affinity = endpoints.isEmpty() ? 0 : service.affinitySeconds();
    Shape shape = new Shape(role, endpoints.size(), affinity);
    shapes.add(shape);
    put(map, mapKey, shape.id());
    int slot = role.firstSlot();
    for (Data endpoint : endpoints) {
      put(TableLayout.ENDPOINTS, key.number(slot++), endpoint);
      if (affinity > 0) {
        put(TableLayout.AFFINITY_ENDPOINTS, key.plus(endpoint), null);
      }
    }
  }

  private void put(String set, Data key, Data value) {
    elements.add(new Entry(set, new Element(key, value)));
  }

  private static Data key(InetAddress address, int protocol, int port) {
    return Data.EMPTY.address(address).protocol(protocol).port(port);
  }
}
