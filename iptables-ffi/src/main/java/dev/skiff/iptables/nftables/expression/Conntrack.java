package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Loads what is known about the packet's connection.
 *
 * @param register where to
 * @param key what
 */
public record Conntrack(int register, Key key) implements Expression {
  /** Bit of {@link Key#STATE}: the packet starts a connection. */
  public static final int NEW = 8;

  /** Bit of {@link Key#STATUS}: the destination was translated. */
  public static final int DESTINATION_TRANSLATED = 0x20;

  /** What is known; four bytes in host order (NFT_CT_*). */
  public enum Key {
    STATE(0),
    STATUS(2);

    private final int number;

    Key(int number) {
      this.number = number;
    }
  }

  @Override
  public String name() {
    return "ct";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(1, register).attributeBe32(2, key.number);
  }
}
