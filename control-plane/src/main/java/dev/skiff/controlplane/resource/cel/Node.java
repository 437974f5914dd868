package dev.skiff.controlplane.resource.cel;

/** A step of a compiled expression. */
@FunctionalInterface
interface Node {
  /**
   * @throws CelException if there is no value
   * @throws CelCostException if the limit is reached
   */
  Object evaluate(Frame frame);
}
