package dev.skiff.controlplane.resource.cel.estimate;

/**
 * What a call can come to.
 *
 * @param cost the most that it costs beside its arguments
 * @param result the size of its value; null if only the schema or the type tells
 */
record Price(double cost, Size result) {
  static Price of(double cost) {
    return new Price(cost, null);
  }

  /** One or the other. */
  Price or(Price other) {
    Size known = result == null ? other.result : result;
    Size size = result == null || other.result == null ? known : result.or(other.result);
    return new Price(Math.max(cost, other.cost), size);
  }
}
