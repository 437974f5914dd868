package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;
import java.time.Duration;

/**
 * Adds an element to a dynamic map, or lets it live longer.
 *
 * @param set the map's name
 * @param key first register of the key
 * @param value first register of the value; -1 for a plain set
 * @param timeout how long from now on
 */
public record UpdateSet(String set, int key, int value, Duration timeout) implements Expression {
  private static final int UPDATE = 1;

  @Override
  public String name() {
    return "dynset";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attribute(1, set).attributeBe32(3, UPDATE).attributeBe32(4, key);
    if (value >= 0) {
      writer.attributeBe32(5, value);
    }
    writer.attributeBe64(6, timeout.toMillis());
  }
}
