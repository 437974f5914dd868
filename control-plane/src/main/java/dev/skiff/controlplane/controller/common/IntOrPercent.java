package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.IntOrString;

/** A number, or a percentage of another one. */
public final class IntOrPercent {
  private IntOrPercent() {}

  /**
   * The number that is meant.
   *
   * @param value for example 3 or "25%"; null means the fallback
   * @param total what a percentage refers to
   * @param up true to round up, false to round down
   */
  public static int resolve(IntOrString value, String fallback, int total, boolean up) {
    String text = fallback;
    if (value != null && value.getIntVal() != null) return value.getIntVal();
    if (value != null && value.getStrVal() != null) text = value.getStrVal();
    if (!text.endsWith("%")) return Integer.parseInt(text);
    long hundredths = (long) total * Integer.parseInt(text.substring(0, text.length() - 1));
    return Math.toIntExact(up ? Math.ceilDiv(hundredths, 100) : Math.floorDiv(hundredths, 100));
  }
}
