package dev.skiff.iptables.nftables;

import dev.skiff.iptables.libc.KernelException;
import java.util.List;
import java.util.Set;

/**
 * nf_tables of one network namespace. {@link KernelNftables} is the kernel's, {@link FakeNftables}
 * keeps tables in memory for tests. Methods throw {@link KernelException}.
 */
public interface Nftables extends AutoCloseable {
  /**
   * Applies a transaction whole.
   *
   * @throws KernelException the first refusal, naming the operation; nothing was changed then
   */
  void apply(Transaction transaction);

  /** Names of a table's chains; none if there is no such table. */
  Set<String> chains(Table table);

  /** Elements of a set or map, in no particular order; ENOENT if there is no such set. */
  List<Element> elements(Table table, String set);

  @Override
  void close();
}
