package dev.skiff.iptables.nftables;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.nftables.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table in memory that refuses what the kernel refuses. */
final class FakeTable {
  private static final int EBUSY = Errno.EBUSY;

  final Map<String, Chain> chains = new LinkedHashMap<>();
  final Map<String, List<Rule>> rules = new HashMap<>();
  final Map<String, NamedSet> sets = new LinkedHashMap<>();
  final Map<String, Map<Data, Element>> elements = new HashMap<>();

  FakeTable() {}

  /** A copy to try a transaction on. */
  FakeTable(FakeTable original) {
    chains.putAll(original.chains);
    original.rules.forEach((chain, list) -> rules.put(chain, new ArrayList<>(list)));
    sets.putAll(original.sets);
    original.elements.forEach((set, map) -> elements.put(set, new LinkedHashMap<>(map)));
  }

  void apply(Operation operation) {
    switch (operation) {
      case Operation.AddTable(), Operation.DeleteTable() ->
          throw new IllegalArgumentException("not an operation inside a table");
      case Operation.AddChain(Chain chain) -> {
        chains.putIfAbsent(chain.name(), chain);
        rules.putIfAbsent(chain.name(), new ArrayList<>());
      }
      case Operation.DeleteChain(String chain) -> {
        require(chains.containsKey(chain), Errno.ENOENT, operation);
        require(!jumpedTo(chain), EBUSY, operation);
        chains.remove(chain);
        rules.remove(chain);
      }
      case Operation.AddRule(String chain, Rule rule) -> {
        require(chains.containsKey(chain), Errno.ENOENT, operation);
        for (Expression expression : rule.expressions()) {
          require(
              expression.set() == null || sets.containsKey(expression.set()),
              Errno.ENOENT,
              operation);
          requireChain(expression.chain(), operation);
        }
        rules.get(chain).add(rule);
      }
      case Operation.FlushChain(String chain) -> {
        require(chains.containsKey(chain), Errno.ENOENT, operation);
        rules.get(chain).clear();
      }
      case Operation.AddSet(NamedSet set) -> {
        NamedSet old = sets.putIfAbsent(set.name(), set);
        require(old == null || old.equals(set), Errno.EEXIST, operation);
        elements.putIfAbsent(set.name(), new LinkedHashMap<>());
      }
      case Operation.DeleteSet(String set) -> {
        require(sets.containsKey(set), Errno.ENOENT, operation);
        require(!used(set), EBUSY, operation);
        sets.remove(set);
        elements.remove(set);
      }
      case Operation.AddElements(String set, List<Element> added) -> {
        require(sets.containsKey(set), Errno.ENOENT, operation);
        added.forEach(element -> add(sets.get(set), element, operation));
      }
      case Operation.DeleteElements(String set, List<Element> removed) -> {
        require(sets.containsKey(set), Errno.ENOENT, operation);
        for (Element element : removed) {
          require(elements.get(set).remove(element.key()) != null, Errno.ENOENT, operation);
        }
      }
    }
  }

  private void add(NamedSet set, Element element, Operation operation) {
    require(element.key().bytes().length == set.keyLength(), Errno.EINVAL, operation);
    boolean fits =
        switch (set.kind()) {
          case SET -> element.value() == null;
          case VERDICT_MAP -> element.value() instanceof Verdict;
          case DATA_MAP ->
              element.value() instanceof Data data && data.bytes().length == set.valueLength();
        };
    require(fits, Errno.EINVAL, operation);
    if (element.value() instanceof Verdict verdict) {
      requireChain(verdict.chain(), operation);
    }
    Element old = elements.get(set.name()).putIfAbsent(element.key(), element);
    require(old == null || old.equals(element), Errno.EEXIST, operation);
  }

  private void requireChain(String chain, Operation operation) {
    require(chain == null || chains.containsKey(chain), Errno.ENOENT, operation);
  }

  private boolean jumpedTo(String chain) {
    return rules.values().stream()
            .flatMap(List::stream)
            .flatMap(rule -> rule.expressions().stream())
            .anyMatch(expression -> chain.equals(expression.chain()))
        || elements.values().stream()
            .flatMap(map -> map.values().stream())
            .anyMatch(e -> e.value() instanceof Verdict v && chain.equals(v.chain()));
  }

  private boolean used(String set) {
    return rules.values().stream()
        .flatMap(List::stream)
        .flatMap(rule -> rule.expressions().stream())
        .anyMatch(expression -> set.equals(expression.set()));
  }

  private static void require(boolean condition, int errno, Operation operation) {
    if (!condition) {
      throw new KernelException(Errno.of(errno), operation.describe());
    }
  }
}
