package dev.skiff.controlplane.resource.cel;

import java.time.Instant;
import java.util.List;

/** What calls of functions cost, in upstream's units: time grows with the size of the values. */
final class RuntimeCost {
  /** Reading a string costs this much for each character. */
  private static final double READ = 0.1;

  /** Matching with a pattern costs this much for each character of it. */
  private static final double PATTERN = 0.25;

  /** An authorizer's decision. */
  private static final long CHECK = 350_000;

  private RuntimeCost() {}

  /** The cost, known before the call; negative if it depends on the result. */
  static long before(String function, Object[] values) {
    return switch (function) {
      case "check" -> CHECK;
      case "join" -> -1;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> traversal(values[0]);
      case "startsWith", "endsWith", "bytes", "url", "lowerAscii", "upperAscii", "substring" ->
          read(values[0], 1);
      case "trim", "ip", "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          read(values[0], 1);
      case "string" -> values[0] instanceof Instant ? 1 : Math.max(1, read(values[0], 1));
      case "replace", "split", "ip.isCanonical" -> read(values[0], 2);
      case "find", "findAll", "matches" -> match(Values.size(values[0]), Values.size(values[1]));
      case "contains" -> read(values[0], 1) * read(values[1], 1);
      case "validate" -> match(Values.size(values[1]), Values.size(values[0]));
      case "containsIP" -> read(values[0], 2) + text(values[1]);
      case "containsCIDR" -> read(values[0], 2) + read(values[0], 1) + 1 + text(values[1]);
      case "@in", "_in_", "in" -> values[1] instanceof List<?> list ? list.size() : 1;
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" ->
          ceiling(Math.min(Values.size(values[0]), Values.size(values[1])) * READ);
      case "_+_" ->
          values[0] instanceof String
              ? ceiling((Values.size(values[0]) + Values.size(values[1])) * READ)
              : 1;
      case "sets.contains", "sets.intersects" ->
          1 + Values.size(values[0]) * Values.size(values[1]);
      case "sets.equivalent" -> 1 + 2 * Values.size(values[0]) * Values.size(values[1]);
      default -> 1;
    };
  }

  /** The cost of a call whose cost depends on its result. */
  static long after(String function, Object[] values, Object result) {
    return read(result, 2);
  }

  private static long traversal(Object value) {
    if (!(value instanceof List<?> list)) return read(value, 1);
    if (!list.isEmpty() && list.getFirst() instanceof String) {
      long size = 0;
      for (Object element : list) size += ceiling(Values.size(element) * READ);
      return size;
    }
    return list.size();
  }

  private static long match(long text, long pattern) {
    return ceiling((1.0 + text) * READ) * ceiling(pattern * PATTERN);
  }

  private static long text(Object value) {
    return value instanceof String ? read(value, 1) : 0;
  }

  private static long read(Object value, int times) {
    return ceiling(Values.size(value) * times * READ);
  }

  private static long ceiling(double units) {
    return (long) Math.ceil(units);
  }
}
