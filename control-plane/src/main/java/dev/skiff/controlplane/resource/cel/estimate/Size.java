package dev.skiff.controlplane.resource.cel.estimate;

/**
 * How many characters, bytes, elements or entries a value has; numbers and the like have one.
 *
 * @param least of them
 * @param most of them; infinite if nothing bounds it
 */
record Size(double least, double most) {
  static final Size NOTHING = exactly(0);
  static final Size ONE = exactly(1);
  static final Size UNKNOWN = new Size(0, Double.POSITIVE_INFINITY);

  static Size exactly(double size) {
    return new Size(size, size);
  }

  static Size upTo(double most) {
    return new Size(0, most);
  }

  Size or(Size other) {
    return new Size(Math.min(least, other.least), Math.max(most, other.most));
  }

  Size plus(Size other) {
    return new Size(least + other.least, most + other.most);
  }

  Size times(Size other) {
    return new Size(times(least, other.least), times(most, other.most));
  }

  /** What it costs at most to do something with each. */
  double cost(double each) {
    return Math.ceil(times(most, each));
  }

  /** A product in which nothing times anything, even without bounds, is nothing. */
  static double times(double left, double right) {
    return left == 0 || right == 0 ? 0 : left * right;
  }
}
