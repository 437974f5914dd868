package dev.skiff.controlplane.resource.cel;

import dev.cel.common.types.CelType;

/** A value whose inside only the functions of its library see, such as a quantity. */
public interface OpaqueValue {
  /** Its type, for example {@code kubernetes.Quantity}. */
  CelType type();

  /** How large it is for the cost of functions that read all of it. */
  default long size() {
    return 1;
  }
}
