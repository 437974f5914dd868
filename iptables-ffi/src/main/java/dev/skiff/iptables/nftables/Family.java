package dev.skiff.iptables.nftables;

/** Which packets a table sees (NFPROTO_* of linux/netfilter.h). */
public enum Family {
  INET(1),
  IPV4(2),
  BRIDGE(7),
  IPV6(10);

  private final int number;

  Family(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
