package dev.skiff.controlplane.resource.cel.estimate;

import dev.cel.common.types.CelType;

/**
 * What is known of a part of an expression.
 *
 * @param type of its values
 * @param cost the most that it costs, with all that is in it
 * @param size of its values
 * @param place of its values in the schema; null if the expression makes them
 * @param contents sizes of what is in its values; null if only the schema knows
 */
record Part(CelType type, double cost, Size size, Place place, Contents contents) {

  /**
   * Sizes of what is in a list or a map that the expression makes.
   *
   * @param list or else a map
   * @param keys or indices
   * @param values or elements
   */
  record Contents(boolean list, Size keys, Size values) {
    /** What is in one or the other; null if it is not known of both. */
    static Contents either(Part one, Part other) {
      Contents first = one.contents;
      Contents second = other.contents;
      if (first == null || second == null) return null;
      Size keys = first.keys.or(second.keys);
      return new Contents(first.list, keys, first.values.or(second.values));
    }
  }
}
