package dev.skiff.controlplane.resource.cel;

import java.util.Map;

/**
 * Values of an expression's variables, asked for when they are needed. Values are those that {@link
 * Values} lists.
 */
@FunctionalInterface
public interface Variables {
  /** The value; null if there is no such variable (CEL's own null is {@link Values#NULL}). */
  Object find(String name);

  /** Variables with fixed values. */
  static Variables of(Map<String, ?> values) {
    return values::get;
  }
}
