package dev.skiff.controlplane.resource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount such as {@code 500m}, {@code 1Gi} or {@code 3e6}, as the API reference of Quantity
 * prescribes. Its text is the canonical one: no fractions, the largest suffix that needs none.
 *
 * @param value the amount
 * @param form the family of suffixes it was written in
 */
public record Quantity(BigDecimal value, Form form) implements Comparable<Quantity> {
  /** What upstream says of a text that is no quantity. */
  public static final String FORM_MESSAGE =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

  /** Nothing. */
  public static final Quantity ZERO = of(0);

  /** Families of suffixes. */
  public enum Form {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  private static final Pattern TEXT =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,3})?");
  private static final String DECIMAL_SUFFIXES = "num kMGTPE";
  private static final Map<Character, Integer> BINARY_POWERS =
      Map.of('K', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5, 'E', 6);
  private static final int SHORT = 1000;
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  /**
   * @throws NumberFormatException with {@link #FORM_MESSAGE} if it is no quantity
   */
  public static Quantity parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) throw new NumberFormatException(FORM_MESSAGE);
    BigDecimal number = number(matcher.group(1));
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    if (suffix.endsWith("i")) {
      BigDecimal unit = new BigDecimal(KIBI.pow(BINARY_POWERS.get(suffix.charAt(0))));
      return rounded(number.multiply(unit), Form.BINARY_SI);
    }
    if (suffix.length() > 1) {
      int exponent = Integer.parseInt(suffix.substring(1));
      return rounded(number.scaleByPowerOfTen(exponent), Form.DECIMAL_EXPONENT);
    }
    int power = suffix.isEmpty() ? 0 : 3 * (DECIMAL_SUFFIXES.indexOf(suffix) - 3);
    return rounded(number.scaleByPowerOfTen(power), Form.DECIMAL_SI);
  }

  /** A number of things. */
  public static Quantity of(long count) {
    return new Quantity(BigDecimal.valueOf(count), Form.DECIMAL_SI);
  }

  /** The sum, in the form of this amount unless it is nothing. */
  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), isZero() ? other.form : form);
  }

  /** The difference, in the same form as the sum. */
  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), isZero() ? other.form : form);
  }

  /** The greater of the two; this one if they are equal. */
  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  private static BigDecimal number(String text) {
    if (text.length() <= SHORT) return new BigDecimal(text);
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    int point = digits.indexOf('.');
    int decimals = point < 0 ? 0 : digits.length() - point - 1;
    BigDecimal number = new BigDecimal(digits(digits.replace(".", "")), decimals);
    return text.startsWith("-") ? number.negate() : number;
  }

  /** By halves: from one end to the other, it would take time quadratic in their number. */
  private static BigInteger digits(String text) {
    if (text.length() <= SHORT) return new BigInteger(text);
    int low = text.length() / 2;
    int high = text.length() - low;
    return digits(text.substring(0, high))
        .multiply(BigInteger.TEN.pow(low))
        .add(digits(text.substring(high)));
  }

  /** Nothing finer than a nano unit is kept; the rest is rounded up. */
  private static Quantity rounded(BigDecimal value, Form form) {
    return new Quantity(value.setScale(9, RoundingMode.UP).stripTrailingZeros(), form);
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** The amount in thousandths, rounded up. */
  public long milliValue() {
    return value.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP).longValue();
  }

  @Override
  public String toString() {
    if (isZero()) return "0";
    boolean small = value.abs().compareTo(new BigDecimal(KIBI)) < 0;
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    return form == Form.BINARY_SI && whole && !small ? binary() : decimal();
  }

  private String binary() {
    BigInteger mantissa = value.toBigIntegerExact();
    int power = 0;
    while (power < 6 && mantissa.mod(KIBI).signum() == 0) {
      mantissa = mantissa.divide(KIBI);
      power++;
    }
    return mantissa + (power == 0 ? "" : "KMGTPE".charAt(power - 1) + "i");
  }

  private String decimal() {
    BigDecimal stripped = value.stripTrailingZeros();
    int most = form == Form.DECIMAL_EXPONENT ? Integer.MAX_VALUE : 18;
    int power = Math.clamp(Math.floorDiv(-stripped.scale(), 3) * 3, -9, most);
    BigInteger mantissa = stripped.scaleByPowerOfTen(-power).toBigInteger();
    if (form == Form.DECIMAL_EXPONENT) return mantissa + (power == 0 ? "" : "e" + power);
    return mantissa + (power == 0 ? "" : DECIMAL_SUFFIXES.substring(power / 3 + 3, power / 3 + 4));
  }
}
