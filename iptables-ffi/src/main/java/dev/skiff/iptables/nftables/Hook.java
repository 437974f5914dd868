package dev.skiff.iptables.nftables;

/**
 * Where a base chain meets packets.
 *
 * @param type "filter", "nat" or "route"
 * @param point where on the way of a packet
 * @param priority lower comes first
 */
public record Hook(String type, Point point, int priority) {
  /** Priority at which destinations are translated on the way in. */
  public static final int DESTINATION_NAT = -100;

  /** Priority at which sources are translated on the way out. */
  public static final int SOURCE_NAT = 100;

  /** Points on a packet's way (NF_INET_* of linux/netfilter.h, in its order). */
  public enum Point {
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING
  }
}
