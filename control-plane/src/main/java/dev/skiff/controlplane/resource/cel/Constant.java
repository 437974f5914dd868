package dev.skiff.controlplane.resource.cel;

/**
 * A value that is known before anything is evaluated, and costs nothing.
 *
 * @param value one of those that {@link Values} lists
 */
record Constant(Object value) implements Node {
  @Override
  public Object evaluate(Frame frame) {
    return value;
  }
}
