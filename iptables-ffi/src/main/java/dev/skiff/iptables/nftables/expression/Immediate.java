package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Value;
import dev.skiff.iptables.nftables.Verdict;

/**
 * Puts a constant into a register, or decides.
 *
 * @param register where to
 * @param value what
 */
public record Immediate(int register, Value value) implements Expression {
  /** Decides what becomes of the packet. */
  public static Immediate verdict(Verdict verdict) {
    return new Immediate(VERDICT, verdict);
  }

  /** Loads a constant. */
  public static Immediate data(int register, Data data) {
    return new Immediate(register, data);
  }

  @Override
  public String name() {
    return "immediate";
  }

  @Override
  public String chain() {
    return value instanceof Verdict verdict ? verdict.chain() : null;
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(1, register);
    int nest = writer.beginNest(2);
    Expression.value(writer, value);
    writer.endNest(nest);
  }
}
