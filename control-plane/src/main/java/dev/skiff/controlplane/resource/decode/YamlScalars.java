package dev.skiff.controlplane.resource.decode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What YAML's scalars mean to Go's reader: YAML 1.1, without dates and numbers to the base 60. */
final class YamlScalars {
  private static final Set<String> YES =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> NO =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern WHOLE =
      Pattern.compile("([-+]?)(0[xX]|0[oO]|0[bB]|0(?=\\d))?([0-9a-fA-F]+)");
  private static final Pattern FLOATING =
      Pattern.compile("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?");

  private YamlScalars() {}

  /**
   * A scalar's value.
   *
   * @return a text, a Boolean, a Long, a BigInteger of 64 bits, a Double, or null
   * @throws YAMLException if it is not what its tag says
   */
  static Object value(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR)) return text;
    if (tag.equals(Tag.BINARY)) return binary(text);
    if (tag.equals(PlainScalars.PLAIN)) return resolve(text);
    return switch (tag.getValue()) {
      case Tag.PREFIX + "null" -> checked(tag, text, value -> value == null);
      case Tag.PREFIX + "bool" -> checked(tag, text, Boolean.class::isInstance);
      case Tag.PREFIX + "int" -> checked(tag, text, Long.class::isInstance);
      case Tag.PREFIX + "float" -> checked(tag, text, Number.class::isInstance);
      default -> text;
    };
  }

  private static Object resolve(String text) {
    if (NULL.contains(text)) return null;
    if (YES.contains(text)) return true;
    if (NO.contains(text)) return false;
    if (NOT_FINITE.matcher(text).matches()) {
      throw new YAMLException("unsupported value: " + text);
    }
    char first = text.charAt(0);
    if (first == '.') return floating(text, text);
    boolean number = first == '-' || first == '+' || first >= '0' && first <= '9';
    return number ? number(text) : text;
  }

  private static Object number(String text) {
    String digits = text.replace("_", "");
    Matcher whole = WHOLE.matcher(digits);
    if (!whole.matches()) return floating(digits, text);
    String base = whole.group(2) == null ? "" : whole.group(2).toLowerCase(Locale.ROOT);
    int radix =
        switch (base) {
          case "0x" -> 16;
          case "0o", "0" -> 8;
          case "0b" -> 2;
          default -> 10;
        };
    try {
      String sign = whole.group(1).equals("-") ? "-" : "";
      BigInteger number = new BigInteger(sign + whole.group(3), radix);
      if (number.bitLength() < Long.SIZE) return number.longValue();
      boolean unsigned = number.signum() > 0 && number.bitLength() == Long.SIZE;
      return unsigned ? number : floating(digits, text);
    } catch (NumberFormatException _) {
      // Digits of another base: perhaps 1e3, perhaps 089.
      return floating(digits, text);
    }
  }

  /** A number that has a fraction or an exponent, or is large; else the text. */
  private static Object floating(String digits, String text) {
    if (!FLOATING.matcher(digits).matches()) return text;
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) return text;
    long whole = (long) value;
    boolean fits = whole == value && whole != Long.MAX_VALUE && whole != Long.MIN_VALUE;
    return fits ? (Object) whole : value;
  }

  private static Object checked(Tag tag, String text, Predicate<Object> fits) {
    Object value = resolve(text);
    if (fits.test(value)) return value;
    String kind = tag.getValue().replace(Tag.PREFIX, "!!");
    throw new YAMLException("cannot decode !!str `" + text + "` as a " + kind);
  }

  private static String binary(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replaceAll("[\r\n]", ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new YAMLException("!!binary value contains invalid base64 data");
    }
  }

  /**
   * The text that JSON has for a key.
   *
   * @throws YAMLException if there is none
   */
  static String key(Node key) {
    if (!(key instanceof ScalarNode scalar)) throw new YAMLException("invalid map key");
    Object value = value(scalar);
    if (value == null) throw new YAMLException("unsupported map key: null");
    // Go writes fractions in single precision here.
    return value instanceof Double number ? Float.toString(number.floatValue()) : value.toString();
  }
}
