package dev.skiff.controlplane.resource.cel.estimate;

import dev.skiff.controlplane.resource.cel.Declaration;
import java.util.Optional;

/**
 * Where in the schema the values of an expression are, for the limits that it declares.
 *
 * @param type what is declared there; null if nothing is
 * @param size of the values; null if the schema says nothing
 */
record Place(Declaration type, Size size) {
  /** The path led out of the schema. */
  static final Place OUTSIDE = new Place(null, null);

  static Place of(Declaration type) {
    return new Place(type, Size.upTo(type.maxElements()));
  }

  Place field(String name) {
    return type == null ? OUTSIDE : of(type.field(name));
  }

  /** Elements of a list, values of a map. */
  Place elements() {
    return type == null ? OUTSIDE : of(type.elements());
  }

  Place keys() {
    return type == null ? OUTSIDE : of(type.keys());
  }

  private static Place of(Optional<? extends Declaration> type) {
    return type.isPresent() ? of(type.get()) : OUTSIDE;
  }
}
