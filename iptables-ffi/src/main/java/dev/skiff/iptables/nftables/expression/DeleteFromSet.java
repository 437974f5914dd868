package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;

/**
 * Deletes an element of a dynamic map, if it is there. {@link UpdateSet} leaves the value of an
 * element that exists as it is; after this it takes the new one.
 *
 * @param set the map's name
 * @param key first register of the key
 * @param value first register of a value, which the kernel asks for and ignores
 */
public record DeleteFromSet(String set, int key, int value) implements Expression {
  private static final int DELETE = 2;

  @Override
  public String name() {
    return "dynset";
  }

  @Override
  public void write(MessageWriter writer) {
    writer.attribute(1, set).attributeBe32(3, DELETE).attributeBe32(4, key).attributeBe32(5, value);
  }
}
