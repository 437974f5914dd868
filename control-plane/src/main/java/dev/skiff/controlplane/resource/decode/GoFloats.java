package dev.skiff.controlplane.resource.decode;

import java.math.BigDecimal;

/** Floating-point numbers as Go shows them to people: its {@code %v} and {@code %g}. */
public final class GoFloats {
  /** From this many digits before the point on, a number has an exponent. */
  private static final int LONG = 6;

  private static final int SMALL = -4;

  private GoFloats() {}

  /** As short as possible, with an exponent where it is far from one. */
  public static String text(double number) {
    if (Double.isNaN(number)) return "NaN";
    if (Double.isInfinite(number)) return number > 0 ? "+Inf" : "-Inf";
    if (number == 0) return 1 / number < 0 ? "-0" : "0";
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= SMALL && exponent < LONG) return exact.toPlainString();
    String digits = exact.unscaledValue().abs().toString();
    String sign = number < 0 ? "-" : "";
    String rest = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%+03d".formatted(sign, digits.charAt(0), rest, exponent);
  }
}
