package dev.skiff.controlplane.resource.cel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list or map that a macro's loop fills. It grows in place, which takes time linear in what is
 * put into it; expressions see it only when the loop is over and it grows no more.
 */
public final class Growing {
  private Growing() {}

  /** A list to which {@code +} adds. */
  static final class Elements extends ArrayList<Object> {}

  private static final class Entries extends LinkedHashMap<Object, Object> {}

  /** What a loop begins with. */
  static Object from(Object initial) {
    return switch (initial) {
      case List<?> list when list.isEmpty() -> new Elements();
      case Map<?, ?> map when map.isEmpty() -> new Entries();
      default -> initial;
    };
  }

  /** What a loop ends with. */
  static Object done(Object value) {
    return switch (value) {
      case Elements list -> Collections.unmodifiableList(list);
      case Entries map -> Collections.unmodifiableMap(map);
      default -> value;
    };
  }

  /**
   * A map with more entries.
   *
   * @throws CelException if it has one of their keys
   */
  public static Map<?, ?> insert(Map<?, ?> into, Map<?, ?> more) {
    Map<Object, Object> all = into instanceof Entries own ? own : new LinkedHashMap<>(into);
    more.forEach(
        (key, value) -> {
          if (Values.lookUp(all, key) != null) {
            throw new CelException(
                "insert failed: key " + CelException.shown(key) + " already exists");
          }
          all.put(key, value);
        });
    return all;
  }
}
