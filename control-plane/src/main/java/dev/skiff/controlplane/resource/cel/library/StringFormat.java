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

  private StringFormat() {}

  static String format(String text, List<?> arguments) {
    StringBuilder result = new StringBuilder();
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        result.append(text.charAt(i));
        continue;
      }
      if (++i >= text.length()) throw new CelException("unexpected end of string");
      if (text.charAt(i) == '%') {
        result.append('%');
        continue;
      }
      int precision = -1;
      if (text.charAt(i) == '.') {
        int end = i + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) end++;
        if (end == i + 1 || end - i > 4 || end >= text.length()) {
          throw new CelException("could not parse formatting clause: unable to parse precision");
        }
        precision = Integer.parseInt(text.substring(i + 1, end));
        i = end;
      }
      if (next >= arguments.size()) throw new CelException("index " + next + " out of range");
      result.append(clause(text.charAt(i), arguments.get(next++), precision));
    }
    return result.toString();
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
      default ->
          throw new CelException(
              "could not parse formatting clause: unrecognized formatting clause \"" + kind + "\"");
    };
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
    return new CelException(
        "error during formatting: " + why + ", was given " + Values.typeOf(value).name());
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
      default ->
          throw wrong(
              "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists,"
                  + " types, durations, and timestamps",
              value);
    };
  }

  private static String plain(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    return exact.signum() == 0 ? "0" : exact.toPlainString();
  }
}
