package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Gives the connection the address of the interface on which it leaves.
 *
 * @param randomPorts whether source ports are chosen fully at random, which avoids clashes when
 *     many connections start at once
 */
public record Masquerade(boolean randomPorts) implements Expression {
  private static final int RANDOM_FULLY = 1 << 4;

  @Override
  public String name() {
    return "masq";
  }

  @Override
  public void write(MessageWriter writer) {
    if (randomPorts) {
      writer.attributeBe32(1, RANDOM_FULLY);
    }
  }
}
