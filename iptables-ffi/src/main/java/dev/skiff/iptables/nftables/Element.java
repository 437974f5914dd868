package dev.skiff.iptables.nftables;

/**
 * An element of a set or map.
 *
 * @param key as long as the set's key type says
 * @param value what a map holds for it; null in a plain set
 */
public record Element(Data key, Value value) {
  /** An element of a plain set. */
  public static Element of(Data key) {
    return new Element(key, null);
  }
}
