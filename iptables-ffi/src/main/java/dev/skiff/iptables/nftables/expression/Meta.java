package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Loads what the kernel knows about a packet.
 *
 * @param register where to
 * @param key what
 */
public record Meta(int register, Key key) implements Expression {
  /** What the kernel knows (NFT_META_*). */
  public enum Key {
    MARK(3),
    INPUT_NAME(6),
    OUTPUT_NAME(7),
    PROTOCOL(16);

    private final int number;

    Key(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** The IP protocol number, one byte. */
  public static Meta protocol(int register) {
    return new Meta(register, Key.PROTOCOL);
  }

  /** The packet's mark, four bytes in host order. */
  public static Meta mark(int register) {
    return new Meta(register, Key.MARK);
  }

  @Override
  public String name() {
    return "meta";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(1, register).attributeBe32(2, key.number());
  }
}
