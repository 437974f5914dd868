package dev.skiff.iptables.nftables;

/**
 * A table, by which all else is found.
 *
 * @param family which packets it sees
 * @param name unique in its family and network namespace
 */
public record Table(Family family, String name) {
  @Override
  public String toString() {
    return family.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
  }
}
