package dev.skiff.controlplane.resource.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.LimitedText;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import dev.skiff.controlplane.resource.cel.Values;
import dev.skiff.controlplane.resource.validation.GoText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code '%s has %d'.format([…])}, with the clauses s, d, f, e, b, o, x and X. */
final class StringFormat {
  private static final int DEFAULT_PRECISION = 6;
  private static final int MOST_PRECISE = 999;
  private static final Set<String> UNBOUNDED = Set.of("NaN", "Infinity", "-Infinity");
  private static final MathContext SEVEN_DIGITS = new MathContext(7, RoundingMode.HALF_EVEN);
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private StringFormat() {}

  /** Writes what stands for an argument. */
  interface Filler {
    /**
     * @param precision negative if none is given
     */
    void fill(int argument, char kind, int precision);
  }

  static String format(String text, List<?> arguments) {
    LimitedText result = new LimitedText();
    fill(
        text,
        arguments.size(),
        result,
        (argument, kind, precision) -> clause(kind, arguments.get(argument), precision, result));
    return result.toString();
  }

  /**
   * Fills in what a text asks for.
   *
   * @param arguments how many there are
   * @return how many were asked for
   * @throws CelException if the text is malformed
   */
  static int fill(String text, int arguments, LimitedText result, Filler filler) {
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
      filler.fill(next++, text.charAt(i), precision);
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

  private static void clause(char kind, Object value, int precision, LimitedText out) {
    if (kind == 's') text(value, out);
    else out.append(clause(kind, value, precision));
  }

  private static String clause(char kind, Object value, int precision) {
    return switch (kind) {
      case 'd' -> whole(kind, value, 10);
      case 'f' -> fixed(floating(kind, value), precision < 0 ? DEFAULT_PRECISION : precision);
      case 'e' -> scientific(floating(kind, value), precision < 0 ? DEFAULT_PRECISION : precision);
      case 'b' -> value instanceof Boolean truth ? (truth ? "1" : "0") : whole(kind, value, 2);
      case 'o' -> whole(kind, value, 8);
      case 'x' -> hexadecimal(value);
      case 'X' -> hexadecimal(value).toUpperCase(Locale.ROOT);
      default -> throw unrecognized(kind);
    };
  }

  static CelException unrecognized(char kind) {
    return new CelException(
        "could not parse formatting clause: unrecognized formatting clause \"" + kind + "\"");
  }

  /** What a clause says of a value that it cannot show. */
  static CelException wrong(char kind, CelType given) {
    String why =
        switch (kind) {
          case 's' ->
              "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists,"
                  + " types, durations, and timestamps";
          case 'd' -> "decimal clause can only be used on integers";
          case 'f' -> "fixed-point clause can only be used on doubles";
          case 'e' -> "scientific clause can only be used on doubles";
          case 'b' -> "only integers and bools can be formatted as binary";
          case 'o' -> "octal clause can only be used on integers";
          default -> "only integers, byte buffers, and strings can be formatted as hex";
        };
    return wrong(why + ", was given " + given.name());
  }

  private static CelException wrong(String why) {
    return new CelException("error during formatting: " + why);
  }

  private static String whole(char kind, Object value, int radix) {
    return switch (value) {
      case Long number -> Long.toString(number, radix);
      case UnsignedLong number -> number.toString(radix);
      default -> throw wrong(kind, Values.typeOf(value));
    };
  }

  private static String hexadecimal(Object value) {
    return switch (value) {
      case String text -> HexFormat.of().formatHex(CelByteString.copyFromUtf8(text).toByteArray());
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> whole('x', value, 16);
    };
  }

  private static double floating(char kind, Object value) {
    return switch (value) {
      case Double number -> number;
      case String text when UNBOUNDED.contains(text) -> Double.parseDouble(text);
      default -> throw wrong(kind, Values.typeOf(value));
    };
  }

  /** As English texts have it: {@code 1,234.500000}. */
  private static String fixed(double number, int precision) {
    if (!Double.isFinite(number)) return unbounded(number);
    BigDecimal digits = new BigDecimal(number).abs().setScale(precision, RoundingMode.HALF_EVEN);
    String grouped = "%,d".formatted(digits.toBigInteger());
    String plain = digits.toPlainString();
    int point = plain.indexOf('.');
    return (number < 0 ? "-" : "") + grouped + (point < 0 ? "" : plain.substring(point));
  }

  /** {@code 1.234568×10⁰³}; the precision of this clause is its width. */
  private static String scientific(double number, int width) {
    String text = Double.isFinite(number) ? scientific(number) : unbounded(number);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String scientific(double number) {
    BigDecimal digits = new BigDecimal(number).abs().round(SEVEN_DIGITS);
    int exponent = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
    BigDecimal mantissa = digits.scaleByPowerOfTen(-exponent).setScale(6, RoundingMode.UNNECESSARY);
    StringBuilder text = new StringBuilder(number < 0 ? "-" : "").append(mantissa).append("×10");
    "%s%02d"
        .formatted(exponent < 0 ? "-" : "", Math.abs(exponent))
        .chars()
        .forEach(c -> text.append(c == '-' ? '⁻' : SUPERSCRIPTS.charAt(c - '0')));
    return text.toString();
  }

  private static String unbounded(double number) {
    return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
  }

  private static void text(Object value, LimitedText out) {
    switch (value) {
      case List<?> list -> {
        String before = "[";
        for (Object element : list) {
          literal(element, out.append(before));
          before = ", ";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>(Values::compare);
        map.forEach((key, held) -> sorted.put(key(key), held));
        String before = "{";
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
          literal(entry.getValue(), out.append(before).append(entry.getKey()).append(":"));
          before = ", ";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
      }
      default -> out.append(text(value));
    }
  }

  /** Of what has nothing inside. */
  private static String text(Object value) {
    return switch (value) {
      case NullValue _ -> "null";
      case CelType type -> type.name();
      case CelByteString bytes when !bytes.isValidUtf8() ->
          throw wrong(
              "could not convert argument \"invalid UTF-8 in bytes, cannot convert to string\" to"
                  + " string");
      case Optional<?> _, OpaqueValue _ -> throw wrong('s', Values.typeOf(value));
      default -> Values.text(value);
    };
  }

  private static String key(Object key) {
    return switch (key) {
      case String text -> GoText.quote(text);
      case Boolean _, Long _, UnsignedLong _ -> text(key);
      default ->
          throw wrong("no formatting function for map key of type " + Values.typeOf(key).name());
    };
  }

  /** A value inside of another, as it would be written in an expression. */
  private static void literal(Object value, LimitedText out) {
    switch (value) {
      case String text -> out.append(GoText.quote(text));
      case CelByteString bytes -> out.append("b").append(GoText.quote(text(bytes)));
      case Double number when !Double.isFinite(number) ->
          out.append('"').append(text(number)).append('"');
      case Double number -> out.append(literal((double) number));
      case OffsetDateTime time -> out.append("timestamp(\"").append(text(time)).append("\")");
      case Duration duration -> out.append("duration(\"").append(text(duration)).append("\")");
      case Optional<?> _, OpaqueValue _ ->
          throw wrong("no formatting function for " + Values.typeOf(value).name());
      default -> text(value, out);
    }
  }

  private static String literal(double number) {
    BigDecimal digits =
        new BigDecimal(number).setScale(DEFAULT_PRECISION, RoundingMode.HALF_EVEN).abs();
    boolean negative = number < 0 || 1 / number < 0;
    return (negative ? "-" : "") + digits.toPlainString();
  }
}
