package dev.skiff.controlplane.resource.decode;

import java.math.BigDecimal;

/** Floating-point numbers as Go writes them. */
public final class GoFloats {
  private GoFloats() {}

  /** For people, as {@code %v} and {@code %g}: with an exponent where a number is far from one. */
  public static String text(double number) {
    if (Double.isNaN(number)) return "NaN";
    if (Double.isInfinite(number)) return number > 0 ? "+Inf" : "-Inf";
    return text(number, -4, 6, "e%+03d");
  }

  /**
   * For machines, as JSON.
   *
   * @param number finite
   */
  public static String json(double number) {
    return text(number, -6, 21, "e%+d");
  }

  /** As short as possible, with an exponent below the smallest one and from the largest one on. */
  private static String text(double number, int smallest, int largest, String form) {
    if (number == 0) return 1 / number < 0 ? "-0" : "0";
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= smallest && exponent < largest) return exact.toPlainString();
    String digits = exact.unscaledValue().abs().toString();
    String sign = number < 0 ? "-" : "";
    String rest = digits.length() == 1 ? "" : "." + digits.substring(1);
    return sign + digits.charAt(0) + rest + form.formatted(exponent);
  }
}
