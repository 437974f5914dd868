package dev.skiff.controlplane.resource.cel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fields of objects, keys of maps and elements of lists, inside optional values too. Other values,
 * null among them, have no fields.
 */
final class Access {
  private Access() {}

  static Object select(Object value, String field) {
    if (value instanceof Optional<?> optional) return optional(optional, field);
    if (!(value instanceof Map<?, ?> map)) throw CelException.noSuchKey(field);
    Object found = map.get(field);
    if (found == null) throw CelException.noSuchKey(field);
    return found;
  }

  static Object has(Object value, String field) {
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() && Boolean.TRUE.equals(has(optional.get(), field));
    }
    return value instanceof Map<?, ?> map && map.containsKey(field);
  }

  static Object index(Object value, Object key) {
    return switch (value) {
      case Optional<?> optional -> optional(optional, key);
      case List<?> list -> {
        int at = position(list, key);
        if (at < 0) throw new CelException("index out of bounds: " + key);
        yield list.get(at);
      }
      case Map<?, ?> map -> {
        Object found = Values.lookUp(map, key);
        if (found == null) throw CelException.noSuchKey(key);
        yield found;
      }
      default -> throw CelException.noSuchKey(key);
    };
  }

  /** The element or field if it is there. */
  static Optional<?> optional(Object value, Object key) {
    return switch (value) {
      case Optional<?> optional ->
          optional.isEmpty() ? Optional.empty() : optional(optional.get(), key);
      case List<?> list -> {
        int at = position(list, key);
        yield at < 0 ? Optional.empty() : Optional.of(list.get(at));
      }
      case Map<?, ?> map -> Optional.ofNullable(Values.lookUp(map, key));
      default -> Optional.empty();
    };
  }

  private static int position(List<?> list, Object key) {
    if (!Values.isNumber(key)) {
      String type = Values.typeOf(key).name();
      throw new CelException("unsupported index type '" + type + "' in list");
    }
    String unsupported = "unsupported index value " + key + " in list";
    long at = Numbers.asInt(key).orElseThrow(() -> new CelException(unsupported));
    return at < 0 || at >= list.size() ? -1 : (int) at;
  }
}
