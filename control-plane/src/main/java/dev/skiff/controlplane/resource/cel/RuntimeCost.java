package dev.skiff.controlplane.resource.cel;

import dev.cel.common.values.CelByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What calls of functions cost, in upstream's units: time grows with the size of the values. */
final class RuntimeCost {
  /** Reading a string costs this much for each character. */
  private static final double READ = 0.1;

  /** Matching with a pattern costs this much for each character of it. */
  private static final double PATTERN = 0.25;

  /** An empty list, and the call that makes it. */
  private static final long NEW_LIST = 11;

  /** An authorizer's decision. */
  private static final long CHECK = 350_000;

  /** Functions that cost as any other where it is open which of their overloads is called. */
  private static final Set<String> BY_OVERLOAD =
      Set.of(
          "@in",
          "@sortByAssociatedKeys",
          "_+_",
          "_<_",
          "_<=_",
          "_>_",
          "_>=_",
          "bytes",
          "sort",
          "string");

  private RuntimeCost() {}

  /**
   * Whether the cost of a function depends on its values.
   *
   * @param resolved whether it is known which of its overloads is called
   */
  static boolean depends(String function, boolean resolved) {
    return resolved || !BY_OVERLOAD.contains(function);
  }

  /** The cost, known before the call; negative if it depends on the result. */
  static long before(String function, Object[] values) {
    return switch (function) {
      case "check" -> CHECK;
      case "join", "slice", "lists.range", "range" -> -1;
      case "reverse" -> list(Values.size(values[0]), 1);
      case "flatten" -> list(Values.size(values[0]), depth(values));
      case "distinct", "sort" -> sorting(values[0]);
      case "@sortByAssociatedKeys" -> sorting(values[1]);
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> traversal(values[0]);
      case "startsWith", "endsWith", "bytes", "url", "lowerAscii", "upperAscii", "substring" ->
          read(values[0], 1);
      case "trim", "ip", "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          read(values[0], 1);
      case "string" -> values[0] instanceof CelByteString bytes ? read(bytes, 1) : 1;
      case "replace", "split", "ip.isCanonical" -> read(values[0], 2);
      case "find", "findAll", "matches" -> match(Values.size(values[0]), Values.size(values[1]));
      case "contains" -> read(values[0], 1) * read(values[1], 1);
      case "validate" -> match(Values.size(values[1]), Values.size(values[0]));
      case "containsIP" -> read(values[0], 2) + text(values[1]);
      case "containsCIDR" -> read(values[0], 2) + read(values[0], 1) + 1 + text(values[1]);
      case "@in", "_in_", "in" -> values[1] instanceof List<?> list ? list.size() : 1;
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> comparison(function, values);
      case "format", "strings.quote" -> read(values[0], 1);
      case "_+_" ->
          values[0] instanceof String || values[0] instanceof CelByteString
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
    return function.equals("join") ? read(result, 2) : list(Values.size(result), 1);
  }

  /** As far as the shorter one goes; values of libraries are equal or not at a glance. */
  private static long comparison(String function, Object[] values) {
    if (function.equals("_==_") && values[0] instanceof OpaqueValue) return 1;
    return ceiling(Math.min(Values.size(values[0]), Values.size(values[1])) * READ);
  }

  /** A new list. */
  private static long list(long size, double each) {
    return NEW_LIST + Math.min((long) (size * each), Long.MAX_VALUE - NEW_LIST);
  }

  private static long depth(Object[] values) {
    return values.length > 1 && values[1] instanceof Long depth ? depth : 1;
  }

  /** Each element is compared with each; texts are read meanwhile. */
  private static long sorting(Object value) {
    if (!(value instanceof List<?> list)) return 1;
    Object first = list.isEmpty() ? null : list.getFirst();
    boolean read = first instanceof String || first instanceof CelByteString;
    return list((long) list.size() * list.size(), read ? 2 + READ : 2);
  }

  /** All that is in a value is looked at; here rounded down. */
  private static long traversal(Object value) {
    return switch (value) {
      case String text -> (long) (text.getBytes(StandardCharsets.UTF_8).length * READ);
      case CelByteString bytes -> (long) (bytes.size() * READ);
      case List<?> list -> {
        Cost.look(list.size());
        yield list.stream().mapToLong(RuntimeCost::traversal).sum();
      }
      case Map<?, ?> map -> {
        Cost.look(map.size());
        yield map.entrySet().stream()
            .mapToLong(entry -> traversal(entry.getKey()) + traversal(entry.getValue()))
            .sum();
      }
      default -> 1;
    };
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
