package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Goes on only if a set has the key; a map's value goes into a register, or is the verdict.
 *
 * @param set the set's or map's name
 * @param key first register of the key
 * @param value first register of a map's value, {@link Expression#VERDICT} for a verdict; -1 for a
 *     plain set
 */
public record Lookup(String set, int key, int value) implements Expression {
  /** Goes on if a plain set has the key. */
  public static Lookup in(String set, int key) {
    return new Lookup(set, key, -1);
  }

  /** Takes the verdict that a map has for the key. */
  public static Lookup verdict(String map, int key) {
    return new Lookup(map, key, VERDICT);
  }

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attribute(1, set).attributeBe32(2, key);
    if (value >= 0) {
      writer.attributeBe32(3, value);
    }
  }
}
