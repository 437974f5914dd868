package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Loads a random number.
 *
 * @param register where to, in host order
 * @param modulus how many different numbers there are
 * @param offset the smallest of them
 */
public record RandomNumber(int register, int modulus, int offset) implements Expression {
  private static final int TYPE_RANDOM = 1;

  @Override
  public String name() {
    return "numgen";
  }

  @Override
  public void write(MessageWriter writer) {
    writer
        .attributeBe32(1, register)
        .attributeBe32(2, modulus)
        .attributeBe32(3, TYPE_RANDOM)
        .attributeBe32(4, offset);
  }
}
