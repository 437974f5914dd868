package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Refuses the packet and tells its sender.
 *
 * @param tcpReset whether to answer with a TCP reset; else ICMP port unreachable
 */
public record Reject(boolean tcpReset) implements Expression {
  private static final int ICMP_PORT_UNREACHABLE = 3;

  @Override
  public String name() {
    return "reject";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(1, tcpReset ? 1 : 0).attributeU8(2, tcpReset ? 0 : ICMP_PORT_UNREACHABLE);
  }
}
