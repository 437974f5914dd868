package dev.skiff.iptables.nftables;

import dev.skiff.iptables.nftables.Operation.AddChain;
import dev.skiff.iptables.nftables.Operation.AddElements;
import dev.skiff.iptables.nftables.Operation.AddRule;
import dev.skiff.iptables.nftables.Operation.AddSet;
import dev.skiff.iptables.nftables.Operation.AddTable;
import dev.skiff.iptables.nftables.Operation.DeleteChain;
import dev.skiff.iptables.nftables.Operation.DeleteElements;
import dev.skiff.iptables.nftables.Operation.DeleteSet;
import dev.skiff.iptables.nftables.Operation.DeleteTable;
import dev.skiff.iptables.nftables.Operation.FlushChain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Changes of one table that happen all or not at all, in their order. It is built, can be looked
 * at, and is applied by {@link Nftables}. Not thread-safe.
 */
public final class Transaction {
  private final Table table;
  private final List<Operation> operations = new ArrayList<>();

  /** An empty transaction. */
  public Transaction(Table table) {
    this.table = table;
  }

  /** The table that it changes. */
  public Table table() {
    return table;
  }

  /** The changes so far. */
  public List<Operation> operations() {
    return Collections.unmodifiableList(operations);
  }

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /** Makes the table unless it exists. */
  public Transaction addTable() {
    return add(new AddTable());
  }

  /** Deletes the table, which must exist, with all that is in it. */
  public Transaction deleteTable() {
    return add(new DeleteTable());
  }

  /** Starts the table anew, whether it exists or not. */
  public Transaction replaceTable() {
    return addTable().deleteTable().addTable();
  }

  /** Makes a chain unless it exists. */
  public Transaction addChain(Chain chain) {
    return add(new AddChain(chain));
  }

  /** Deletes a chain with its rules. */
  public Transaction deleteChain(String chain) {
    return add(new DeleteChain(chain));
  }

  /** Puts a rule behind the others of a chain. */
  public Transaction addRule(String chain, Rule rule) {
    return add(new AddRule(chain, rule));
  }

  /** Deletes all rules of a chain. */
  public Transaction flushChain(String chain) {
    return add(new FlushChain(chain));
  }

  /** Makes a set or map. */
  public Transaction addSet(NamedSet set) {
    return add(new AddSet(set));
  }

  /** Deletes a set or map. */
  public Transaction deleteSet(String set) {
    return add(new DeleteSet(set));
  }

  /** Adds elements; none is no operation. */
  public Transaction addElements(String set, Collection<Element> elements) {
    return elements.isEmpty() ? this : add(new AddElements(set, List.copyOf(elements)));
  }

  /** Deletes elements; none is no operation. */
  public Transaction deleteElements(String set, Collection<Element> elements) {
    return elements.isEmpty() ? this : add(new DeleteElements(set, List.copyOf(elements)));
  }

  private Transaction add(Operation operation) {
    operations.add(operation);
    return this;
  }
}
