package dev.skiff.iptables.nftables;

/**
 * Types of a set's key or value: the numbers by which nft(8) shows them, and their size in bytes.
 */
public enum DataType {
  ETHER_ADDR(9, 6),
  IPV4_ADDR(7, 4),
  IPV6_ADDR(8, 16),
  INET_PROTO(12, 1),
  INET_SERVICE(13, 2),
  MARK(19, 4);

  private final int number;
  private final int size;

  DataType(int number, int size) {
    this.number = number;
    this.size = size;
  }

  /** Length in bytes. */
  public int size() {
    return size;
  }

  int number() {
    return number;
  }
}
