package dev.skiff.iptables.nftables;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * nf_tables in memory, for tests: transactions happen whole or not at all, and references, lengths
 * and duplicates are checked as the kernel checks them. Packets do not pass.
 */
public final class FakeNftables implements Nftables {
  private final Map<Table, FakeTable> tables = new HashMap<>();
  private final List<Transaction> applied = new ArrayList<>();

  @Override
  public synchronized void apply(Transaction transaction) {
    Table name = transaction.table();
    FakeTable table = tables.containsKey(name) ? new FakeTable(tables.get(name)) : null;
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.AddTable) {
        table = table == null ? new FakeTable() : table;
      } else if (table == null) {
        throw new KernelException(Errno.of(Errno.ENOENT), operation.describe() + " in " + name);
      } else if (operation instanceof Operation.DeleteTable) {
        table = null;
      } else {
        table.apply(operation);
      }
    }
    if (table == null) {
      tables.remove(name);
    } else {
      tables.put(name, table);
    }
    applied.add(transaction);
  }

  @Override
  public synchronized Set<String> chains(Table table) {
    return tables.containsKey(table) ? Set.copyOf(tables.get(table).chains.keySet()) : Set.of();
  }

  @Override
  public synchronized List<Element> elements(Table table, String set) {
    if (!tables.containsKey(table) || !tables.get(table).sets.containsKey(set)) {
      throw new KernelException(
          Errno.of(Errno.ENOENT), "list the elements of " + set + " in " + table);
    }
    return List.copyOf(tables.get(table).elements.get(set).values());
  }

  /** The rules of a chain, in order; none if there is no such chain. */
  public synchronized List<Rule> rules(Table table, String chain) {
    return tables.containsKey(table)
        ? List.copyOf(tables.get(table).rules.getOrDefault(chain, List.of()))
        : List.of();
  }

  /** All transactions that were applied, in order. */
  public synchronized List<Transaction> applied() {
    return List.copyOf(applied);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
