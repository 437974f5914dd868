package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.nftables.Data;

/**
 * Computes (register and mask) xor bits, in place.
 *
 * @param register what is changed
 * @param mask bits that are kept
 * @param bits bits that are then turned; as long as the mask
 */
public record Bitwise(int register, Data mask, Data bits) implements Expression {
  /** Keeps only the bits of a mask. */
  public static Bitwise and(int register, byte[] mask) {
    return new Bitwise(register, new Data(mask), new Data(new byte[mask.length]));
  }

  /** Sets bits of a number in host order. */
  public static Bitwise or(int register, int bits) {
    return new Bitwise(register, Data.EMPTY.number(~bits), Data.EMPTY.number(bits));
  }

  @Override
  public String name() {
    return "bitwise";
  }

  @Override
  public void write(MessageWriter writer) {
    writer
        .attributeBe32(1, register)
        .attributeBe32(2, register)
        .attributeBe32(3, mask.bytes().length);
    int first = writer.beginNest(4);
    Expression.value(writer, mask);
    writer.endNest(first);
    int second = writer.beginNest(5);
    Expression.value(writer, bits);
    writer.endNest(second);
  }
}
