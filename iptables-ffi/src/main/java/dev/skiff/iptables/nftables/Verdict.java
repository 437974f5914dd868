package dev.skiff.iptables.nftables;

/**
 * What becomes of a packet.
 *
 * @param code NFT_* or NF_* of linux/netfilter/nf_tables.h
 * @param chain the target of a jump or goto, else null
 */
public record Verdict(int code, String chain) implements Value {
  public static final Verdict DROP = new Verdict(0, null);
  public static final Verdict ACCEPT = new Verdict(1, null);
  public static final Verdict RETURN = new Verdict(-5, null);

  /** Go on in another chain and come back. */
  public static Verdict jump(String chain) {
    return new Verdict(-3, chain);
  }

  /** Go on in another chain and do not come back. */
  public static Verdict goTo(String chain) {
    return new Verdict(-4, chain);
  }
}
