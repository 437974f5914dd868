package dev.skiff.iptables.nftables;

/**
 * A chain.
 *
 * @param name unique in its table, at most 127 bytes
 * @param hook where a base chain meets packets; null for a chain that is only jumped to
 */
public record Chain(String name, Hook hook) {
  /** A chain that is only jumped to. */
  public static Chain regular(String name) {
    return new Chain(name, null);
  }
}
