package dev.skiff.iptables.nftables;

import java.time.Duration;
import java.util.List;

/**
 * A set, or a map if it has values.
 *
 * @param name unique in its table
 * @param key type of the key; several make a concatenation
 * @param kind what the elements hold besides their key
 * @param value types of the values of a data map, else empty
 * @param dynamic whether rules add elements
 * @param timeout how long an element stays; null for ever
 * @param size most elements that it can have; 0 for no limit
 */
public record NamedSet(
    String name,
    List<DataType> key,
    Kind kind,
    List<DataType> value,
    boolean dynamic,
    Duration timeout,
    int size) {
  /** What elements hold. */
  public enum Kind {
    SET,
    DATA_MAP,
    VERDICT_MAP
  }

  /** A plain set. */
  public static NamedSet set(String name, DataType... key) {
    return new NamedSet(name, List.of(key), Kind.SET, List.of(), false, null, 0);
  }

  /** A map from keys to verdicts. */
  public static NamedSet verdicts(String name, DataType... key) {
    return new NamedSet(name, List.of(key), Kind.VERDICT_MAP, List.of(), false, null, 0);
  }

  /** A map from keys to data. */
  public static NamedSet map(String name, List<DataType> key, List<DataType> value) {
    return new NamedSet(name, key, Kind.DATA_MAP, value, false, null, 0);
  }

  /** The same, filled by rules, each element for a time. */
  public NamedSet dynamic(Duration timeout, int size) {
    return new NamedSet(name, key, kind, value, true, timeout, size);
  }

  int keyLength() {
    return length(key);
  }

  int valueLength() {
    return length(value);
  }

  static int length(List<DataType> types) {
    return types.size() == 1
        ? types.getFirst().size()
        : types.stream().mapToInt(t -> (t.size() + 3) & ~3).sum();
  }

  /** nft packs the types of a concatenation into one number, six bits each. */
  static int number(List<DataType> types) {
    return types.stream().mapToInt(DataType::number).reduce(0, (all, one) -> all << 6 | one);
  }
}
