package dev.skiff.controlplane.controller.node;

import java.util.BitSet;

/** Hands out /24 parts of the cluster's IPv4 range, lowest first. */
final class PodCidrs {
  private static final int PREFIX = 24;

  private final int base;
  private final int count;
  private final BitSet taken = new BitSet();

  /**
   * @param clusterCidr for example 10.244.0.0/16
   * @throws IllegalArgumentException if it is no IPv4 range of at least a /24
   */
  PodCidrs(String clusterCidr) {
    String[] parts = clusterCidr.split("/");
    int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
    if (prefix < 0 || prefix > PREFIX) {
      throw new IllegalArgumentException(
          "skiff.cluster-cidr must be an IPv4 range of at least a /24, not " + clusterCidr);
    }
    base = prefix == 0 ? 0 : address(parts[0]) & (-1 << (32 - prefix));
    count = prefix == 0 ? 1 << PREFIX : 1 << (PREFIX - prefix);
  }

  /** Takes the lowest part that is free; null if none is. */
  synchronized String take() {
    int index = taken.nextClearBit(0);
    if (index >= count) return null;
    taken.set(index);
    return text(index);
  }

  /** A node has this part already. Ranges that are not ours are no matter. */
  synchronized void occupy(String cidr) {
    int index = index(cidr);
    if (index >= 0) taken.set(index);
  }

  /** The part's node is gone. */
  synchronized void free(String cidr) {
    int index = index(cidr);
    if (index >= 0) taken.clear(index);
  }

  private int index(String cidr) {
    String[] parts = cidr.split("/");
    if (parts.length != 2 || cidr.contains(":")) return -1;
    long index = (Integer.toUnsignedLong(address(parts[0])) - Integer.toUnsignedLong(base)) >> 8;
    return index < 0 || index >= count ? -1 : (int) index;
  }

  private String text(int index) {
    int address = base + (index << (32 - PREFIX));
    return "%d.%d.%d.%d/%d"
        .formatted(
            address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255, PREFIX);
  }

  private static int address(String dotted) {
    int address = 0;
    String[] bytes = dotted.split("\\.");
    if (bytes.length != 4) throw new IllegalArgumentException(dotted + " is no IPv4 address");
    for (String one : bytes) {
      int value = Integer.parseInt(one);
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException(dotted + " is no IPv4 address");
      }
      address = address << 8 | value;
    }
    return address;
  }
}
