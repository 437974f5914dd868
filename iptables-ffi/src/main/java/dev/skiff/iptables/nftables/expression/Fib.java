package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Loads the type of an address, as the routing tables know it.
 *
 * @param register where to, four bytes in host order
 * @param source whether the packet's source address is asked for, else its destination
 */
public record Fib(int register, boolean source) implements Expression {
  /** Type of the addresses of this host (RTN_LOCAL of linux/rtnetlink.h). */
  public static final int LOCAL = 2;

  private static final int RESULT_ADDRESS_TYPE = 3;

  @Override
  public String name() {
    return "fib";
  }

  @Override
  public void write(MessageWriter writer) {
    writer
        .attributeBe32(1, register)
        .attributeBe32(2, RESULT_ADDRESS_TYPE)
        .attributeBe32(3, source ? 1 : 2);
  }
}
