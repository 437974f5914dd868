package dev.skiff.controlplane.admission;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/**
 * An amount of a resource, exact
 * (https://k8s.io/docs/reference/kubernetes-api/common-definitions/quantity).
 *
 * @param value in the resource's unit: cores, bytes, pieces
 * @param binary whether it is written with Ki, Mi ...
 */
public record Quantity(BigDecimal value, boolean binary) implements Comparable<Quantity> {
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, false);

  private static final Map<String, Integer> TENS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String BINARY = "KMGTPE";

  public static Quantity of(long count) {
    return new Quantity(BigDecimal.valueOf(count), false);
  }

  /**
   * @throws NumberFormatException if it is no quantity
   */
  public static Quantity parse(String text) {
    int end = text.length();
    while (end > 0 && !Character.isDigit(text.charAt(end - 1)) && text.charAt(end - 1) != '.')
      end--;
    BigDecimal number = new BigDecimal(text.substring(0, end));
    String suffix = text.substring(end);
    if (suffix.length() == 2 && suffix.endsWith("i") && BINARY.indexOf(suffix.charAt(0)) >= 0) {
      int power = 10 * (BINARY.indexOf(suffix.charAt(0)) + 1);
      return new Quantity(number.multiply(new BigDecimal(BigInteger.TWO.pow(power))), true);
    }
    Integer tens = TENS.get(suffix);
    if (tens == null) throw new NumberFormatException("no quantity: " + text);
    return new Quantity(number.scaleByPowerOfTen(tens), false);
  }

  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), binary || other.binary);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), binary || other.binary);
  }

  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** In canonical form: the largest unit that leaves an integer. */
  @Override
  public String toString() {
    if (isZero()) return "0";
    return binary && value.stripTrailingZeros().scale() <= 0 ? inBinary() : inTens();
  }

  private String inBinary() {
    BigInteger number = value.toBigIntegerExact();
    BigInteger unit = BigInteger.valueOf(1024);
    int power = 0;
    while (power < BINARY.length() && number.mod(unit).signum() == 0) {
      number = number.divide(unit);
      power++;
    }
    return number + (power == 0 ? "" : BINARY.charAt(power - 1) + "i");
  }

  private String inTens() {
    // Finer than nano is rounded up, as upstream does.
    BigInteger nanos = value.movePointRight(9).setScale(0, RoundingMode.CEILING).toBigInteger();
    BigInteger thousand = BigInteger.valueOf(1000);
    String[] units = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    int unit = 0;
    while (unit < units.length - 1 && nanos.mod(thousand).signum() == 0) {
      nanos = nanos.divide(thousand);
      unit++;
    }
    return nanos + units[unit];
  }
}
