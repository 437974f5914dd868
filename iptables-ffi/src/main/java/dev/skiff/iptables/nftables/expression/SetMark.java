package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Sets the packet's mark.
 *
 * @param register holds the mark, in host order
 */
public record SetMark(int register) implements Expression {
  @Override
  public String name() {
    return "meta";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(2, Meta.Key.MARK.number()).attributeBe32(3, register);
  }
}
