package dev.skiff.controlplane.resource.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code '%s has %d'.format([…])}, with the clauses s, d, f, e, b, o, x and X. */
final class StringFormat {
  private static final int DEFAULT_PRECISION = 6;
  private static final int MOST_PRECISE = 999;
  static final String SHOWN =
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types,"
          + " durations, and timestamps";

  private StringFormat() {}

  /** Says what stands for an argument. */
  interface Filler {
    /**
     * @param precision negative if none is given
     */
    String fill(int argument, char kind, int precision);
  }

  static String format(String text, List<?> arguments) {
    StringBuilder result = new StringBuilder();
    fill(
        text,
        arguments.size(),
        result,
        (argument, kind, precision) -> clause(kind, arguments.get(argument), precision));
    return result.toString();
  }

  /**
   * Fills in what a text asks for.
   *
   * @param arguments how many there are
   * @return how many were asked for
   * @throws CelException if the text is malformed
   */
  static int fill(String text, int arguments, StringBuilder result, Filler filler) {
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        result.append(text.charAt(i));
        continue;
      }
      if (++i < text.length() && text.charAt(i) == '%') {
        result.append('%');
        continue;
      }
      if (i >= text.length()) throw new CelException("unexpected end of string");
      if (next >= arguments) throw new CelException("index " + next + " out of range");
      int precision = -1;
      if (text.charAt(i) == '.') {
        int end = i + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) end++;
        precision = precision(text.substring(i + 1, end), end == text.length());
        i = end;
      }
      result.append(filler.fill(next++, text.charAt(i), precision));
    }
    return next;
  }

  private static int precision(String digits, boolean endless) {
    String wrong = "could not parse formatting clause: error while parsing precision: ";
    if (endless) throw new CelException(wrong + "could not find end of precision specifier");
    try {
      int precision = Integer.parseInt(digits);
      if (precision <= MOST_PRECISE) return precision;
      throw new CelException(wrong + "it is above " + MOST_PRECISE);
    } catch (NumberFormatException _) {
      throw new CelException(
          wrong
              + "error while converting precision to integer: strconv.Atoi: parsing \""
              + digits
              + "\": invalid syntax");
    }
  }

  private static String clause(char kind, Object value, int precision) {
    return switch (kind) {
      case 's' -> text(value);
      case 'd' -> decimal(value);
      case 'f' -> floating("%." + (precision < 0 ? DEFAULT_PRECISION : precision) + "f", value);
      case 'e' -> floating("%." + (precision < 0 ? DEFAULT_PRECISION : precision) + "e", value);
      case 'b' ->
          value instanceof Boolean truth
              ? (truth ? "1" : "0")
              : Long.toString(number(kind, value), 2);
      case 'o' -> Long.toString(number(kind, value), 8);
      case 'x' -> hexadecimal(value);
      case 'X' -> hexadecimal(value).toUpperCase(Locale.ROOT);
      default -> throw unrecognized(kind);
    };
  }

  static CelException unrecognized(char kind) {
    return new CelException(
        "could not parse formatting clause: unrecognized formatting clause \"" + kind + "\"");
  }

  private static String decimal(Object value) {
    return switch (value) {
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number when Double.isNaN(number) || Double.isInfinite(number) -> text(value);
      default -> throw wrong("decimal clause can only be used on integers", value);
    };
  }

  private static String floating(String form, Object value) {
    double number =
        switch (value) {
          case Double each -> each;
          case Long each -> each;
          case UnsignedLong each -> each.doubleValue();
          default -> throw wrong("fixed-point clause can only be used on doubles", value);
        };
    return Double.isNaN(number) || Double.isInfinite(number)
        ? text(number)
        : String.format(Locale.ROOT, form, number);
  }

  private static String hexadecimal(Object value) {
    return switch (value) {
      case String text -> HexFormat.of().formatHex(CelByteString.copyFromUtf8(text).toByteArray());
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> Long.toString(number('x', value), 16);
    };
  }

  private static long number(char kind, Object value) {
    return switch (value) {
      case Long number -> number;
      case UnsignedLong number -> number.longValue();
      default -> throw wrong("only integers can be formatted as " + kind, value);
    };
  }

  private static CelException wrong(String why, Object value) {
    return wrong(why, Values.typeOf(value));
  }

  static CelException wrong(String why, CelType given) {
    return new CelException("error during formatting: " + why + ", was given " + given.name());
  }

  private static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case NullValue _ -> "null";
      case Boolean truth -> truth.toString();
      case CelByteString bytes -> bytes.toStringUtf8();
      case Double number when Double.isNaN(number) -> "NaN";
      case Double number when Double.isInfinite(number) -> number > 0 ? "+Inf" : "-Inf";
      case Double number -> plain(number);
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Instant time -> time.toString();
      case Duration duration -> plain(duration.getSeconds() + duration.getNano() / 1e9) + "s";
      case CelType type -> type.name();
      case List<?> list ->
          list.stream().map(StringFormat::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      default -> throw wrong(SHOWN, value);
    };
  }

  private static String plain(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    return exact.signum() == 0 ? "0" : exact.toPlainString();
  }
}
