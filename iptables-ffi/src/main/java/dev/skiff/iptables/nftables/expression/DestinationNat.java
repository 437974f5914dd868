package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Sends the connection to another IPv4 destination.
 *
 * @param address register of the address
 * @param port register of the port
 */
public record DestinationNat(int address, int port) implements Expression {
  private static final int TYPE_DESTINATION = 1;
  private static final int FAMILY_IPV4 = 2;

  @Override
  public String name() {
    return "nat";
  }

  @Override
  public void write(MessageWriter writer) {
    writer
        .attributeBe32(1, TYPE_DESTINATION)
        .attributeBe32(2, FAMILY_IPV4)
        .attributeBe32(3, address)
        .attributeBe32(5, port);
  }
}
