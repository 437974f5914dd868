package dev.skiff.agent.proxy;

import dev.skiff.agent.proxy.Entries.Entry;
import dev.skiff.iptables.nftables.Chain;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Element;
import dev.skiff.iptables.nftables.Transaction;
import dev.skiff.iptables.nftables.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the table holds, by service, and the transactions that bring it from one state to the next.
 * An element that several services put in is there once. Where two services claim one address and
 * port, the first keeps it and the second waits. Not thread-safe.
 */
final class TableState {
  private final ProxyConfiguration configuration;
  private final Map<ServiceKey, Entries> services = new HashMap<>();
  private final Map<String, Map<Data, Held>> sets = new HashMap<>();
  private final Map<Shape, Integer> shapes = new HashMap<>();
  private final Set<ServiceKey> waiting = new HashSet<>();

  /** An element and by how many services it is held. */
  private record Held(Element element, int services) {}

  TableState(ProxyConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Services that wait for an address and port of another. */
  Set<ServiceKey> waiting() {
    return Set.copyOf(waiting);
  }

  /** Takes in what services put in now, and says what that changes. */
  Change update(Map<ServiceKey, Entries> wanted) {
    Map<String, List<Element>> deleted = new LinkedHashMap<>();
    Map<String, List<Element>> added = new LinkedHashMap<>();
    Set<Shape> newShapes = new HashSet<>();
    Set<Shape> oldShapes = new HashSet<>();
    List<Entry> gone = new ArrayList<>();
    List<Entry> come = new ArrayList<>();

    wanted.forEach(
        (key, entries) -> {
          Entries before = services.getOrDefault(key, Entries.NONE);
          for (Entry entry : before.elements()) {
            if (!entries.elements().contains(entry)) {
              gone.add(entry);
              release(entry, deleted);
            }
          }
          for (Shape shape : entries.shapes()) {
            if (!before.shapes().contains(shape) && shapes.merge(shape, 1, Integer::sum) == 1) {
              newShapes.add(shape);
            }
          }
          for (Shape shape : before.shapes()) {
            if (!entries.shapes().contains(shape)
                && shapes.computeIfPresent(shape, (s, n) -> n == 1 ? null : n - 1) == null) {
              oldShapes.add(shape);
            }
          }
        });
    wanted.forEach((key, entries) -> take(key, entries, added, come));
    newShapes.removeIf(oldShapes::remove);
    return new Change(transaction(newShapes, deleted, added, oldShapes), StaleFlows.of(gone, come));
  }

  /** Holds what is new of a service; what another holds with another value is left out. */
  private void take(
      ServiceKey key, Entries wanted, Map<String, List<Element>> added, List<Entry> come) {
    Entries before = services.getOrDefault(key, Entries.NONE);
    Set<Entry> held = new HashSet<>();
    waiting.remove(key);
    for (Entry entry : wanted.elements()) {
      if (before.elements().contains(entry)) {
        held.add(entry);
      } else if (hold(entry, added)) {
        held.add(entry);
        come.add(entry);
      } else {
        waiting.add(key);
      }
    }
    if (held.isEmpty() && wanted.shapes().isEmpty()) {
      services.remove(key);
    } else {
      services.put(key, new Entries(held, wanted.shapes()));
    }
  }

  private boolean hold(Entry entry, Map<String, List<Element>> added) {
    Map<Data, Held> set = sets.computeIfAbsent(entry.set(), s -> new HashMap<>());
    Element element = entry.element();
    Held held = set.get(element.key());
    if (held == null) {
      set.put(element.key(), new Held(element, 1));
      added.computeIfAbsent(entry.set(), s -> new ArrayList<>()).add(element);
      return true;
    }
    if (!Objects.equals(held.element().value(), element.value())) {
      return false;
    }
    set.put(element.key(), new Held(element, held.services() + 1));
    return true;
  }

  private void release(Entry entry, Map<String, List<Element>> deleted) {
    Map<Data, Held> set = sets.get(entry.set());
    Held held = set.get(entry.element().key());
    if (held.services() > 1) {
      set.put(entry.element().key(), new Held(held.element(), held.services() - 1));
    } else {
      set.remove(entry.element().key());
      deleted.computeIfAbsent(entry.set(), s -> new ArrayList<>()).add(entry.element());
    }
  }

  /** Chains are made before elements lead to them, and deleted when none does any more. */
  private Transaction transaction(
      Set<Shape> newShapes,
      Map<String, List<Element>> deleted,
      Map<String, List<Element>> added,
      Set<Shape> oldShapes) {
    Transaction transaction = new Transaction(TableLayout.TABLE);
    newShapes.forEach(shape -> chain(transaction, shape));
    deleted.forEach(transaction::deleteElements);
    added.forEach(transaction::addElements);
    for (Shape shape : oldShapes) {
      for (String map : mapsOf(shape)) {
        transaction.deleteElements(map, List.of(element(shape)));
      }
      transaction.deleteChain(shape.chain());
    }
    return transaction;
  }

  /** A transaction that makes the whole table, whatever was there before. */
  Transaction whole() {
    Transaction transaction = TableLayout.begin(configuration);
    shapes.keySet().forEach(shape -> chain(transaction, shape));
    sets.keySet().forEach(set -> transaction.addElements(set, elements(set)));
    return transaction;
  }

  /** Connections that fit nothing of the table, whatever was there before. */
  StaleFlows strangers() {
    List<Element> others = new ArrayList<>(elements(TableLayout.REJECTED));
    others.addAll(elements(TableLayout.DROPPED));
    return StaleFlows.beside(elements(TableLayout.ENDPOINTS), others);
  }

  private List<Element> elements(String set) {
    return sets.getOrDefault(set, Map.of()).values().stream().map(Held::element).toList();
  }

  private void chain(Transaction transaction, Shape shape) {
    transaction.addChain(Chain.regular(shape.chain()));
    shape
        .rules(configuration.clusterCidr().network())
        .forEach(rule -> transaction.addRule(shape.chain(), rule));
    for (String map : mapsOf(shape)) {
      transaction.addElements(map, List.of(element(shape)));
    }
  }

  private static List<String> mapsOf(Shape shape) {
    return shape.role().leadsToShortCuts()
        ? List.of(TableLayout.SHAPES)
        : List.of(TableLayout.SHAPES, TableLayout.SHORT_CUT_SHAPES);
  }

  private static Element element(Shape shape) {
    return new Element(shape.id(), Verdict.goTo(shape.chain()));
  }
}
