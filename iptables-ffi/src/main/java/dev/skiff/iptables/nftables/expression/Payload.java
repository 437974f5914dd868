package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Loads bytes of the packet into a register.
 *
 * @param register where to
 * @param base where the offset counts from
 * @param offset in bytes
 * @param length in bytes
 */
public record Payload(int register, Base base, int offset, int length) implements Expression {
  /** Headers of a packet. */
  public enum Base {
    LINK,
    NETWORK,
    TRANSPORT
  }

  /** The IPv4 source address. */
  public static Payload sourceAddress(int register) {
    return new Payload(register, Base.NETWORK, 12, 4);
  }

  /** The IPv4 destination address. */
  public static Payload destinationAddress(int register) {
    return new Payload(register, Base.NETWORK, 16, 4);
  }

  /** The destination port of TCP, UDP and SCTP. */
  public static Payload destinationPort(int register) {
    return new Payload(register, Base.TRANSPORT, 2, 2);
  }

  @Override
  public String name() {
    return "payload";
  }

  @Override
  public void write(MessageWriter writer) {
    writer
        .attributeBe32(1, register)
        .attributeBe32(2, base.ordinal())
        .attributeBe32(3, offset)
        .attributeBe32(4, length);
  }
}
