package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.nftables.Data;

/**
 * Goes on only if a register holds certain data, or does not hold it.
 *
 * @param register what is compared
 * @param equal whether it must be equal
 * @param data with what, as long as what was loaded
 */
public record Compare(int register, boolean equal, Data data) implements Expression {
  /** Goes on if they are equal. */
  public static Compare equal(int register, byte... data) {
    return new Compare(register, true, new Data(data));
  }

  /** Goes on if they differ. */
  public static Compare different(int register, byte... data) {
    return new Compare(register, false, new Data(data));
  }

  @Override
  public String name() {
    return "cmp";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attributeBe32(1, register).attributeBe32(2, equal ? 0 : 1);
    int nest = writer.beginNest(3);
    Expression.value(writer, data);
    writer.endNest(nest);
  }
}
