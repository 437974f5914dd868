package dev.skiff.controlplane.resource.managedfields;

/**
 * What became of an object's fields from one state to another.
 *
 * @param removed in the first only
 * @param modified in both, but different
 * @param added in the second only
 */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

  /** The same without paths at or below those of a set. */
  Comparison without(FieldSet ignored) {
    return new Comparison(
        removed.recursiveDifference(ignored),
        modified.recursiveDifference(ignored),
        added.recursiveDifference(ignored));
  }

  boolean isEmpty() {
    return removed.isEmpty() && modified.isEmpty() && added.isEmpty();
  }
}
