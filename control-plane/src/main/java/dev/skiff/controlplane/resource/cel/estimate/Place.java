package dev.skiff.controlplane.resource.cel.estimate;

import dev.skiff.controlplane.resource.cel.DeclaredType;
import java.util.Optional;

/**
 * Where in the schema the values of an expression are, for the limits that it declares.
 *
 * @param type what is declared there; null if nothing is
 * @param size of the values; null if the schema says nothing
 */
record Place(DeclaredType type, Size size) {
  /** The path led out of the schema. */
  static final Place OUTSIDE = new Place(null, null);

  /** The keys of a declared map, which count nothing. */
  private static final Place KEYS = new Place(null, Size.NOTHING);

  static Place of(DeclaredType type) {
    return new Place(type, Size.upTo(type.maxElements()));
  }

  Place field(String name) {
    return type == null ? OUTSIDE : of(Optional.ofNullable(type.fields().get(name)));
  }

  /** Elements of a list, values of a map. */
  Place elements() {
    return type == null ? OUTSIDE : of(type.elements());
  }

  Place keys() {
    return type != null && type.isMap() ? KEYS : OUTSIDE;
  }

  private static Place of(Optional<DeclaredType> type) {
    return type.map(Place::of).orElse(OUTSIDE);
  }
}
