package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/** Counts packets and bytes. */
public record Counter() implements Expression {
  @Override
  public String name() {
    return "counter";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe64(1, 0).attributeBe64(2, 0);
  }
}
