package dev.skiff.controlplane.resource.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.skiff.controlplane.resource.decode.GoFloats;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Functions that make a value of one type of that of another. */
final class Conversions {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
  private static final Pattern INT = Pattern.compile("[+-]?[0-9]++");
  private static final Pattern UINT = Pattern.compile("[0-9]++");
  private static final Pattern NAN = Pattern.compile("(?i)nan");
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9][0-9_]*+(\\.[0-9_]*+)?|\\.[0-9][0-9_]*+)([eE][+-]?[0-9_]++)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "[+-]?0[xX]([0-9a-fA-F_]++(\\.[0-9a-fA-F_]*+)?|\\.[0-9a-fA-F_]++)[pP][+-]?[0-9_]++");

  /** An underscore that is not between digits. */
  private static final Pattern OUTSIDE_DECIMAL = Pattern.compile("(?<![0-9])_|_(?![0-9])");

  private static final Pattern OUTSIDE_HEXADECIMAL =
      Pattern.compile("(?<![0-9a-fA-FxX])_|_(?![0-9a-fA-F])");
  private static final double INT_END = 0x1p63;
  private static final double UINT_END = 0x1p64;

  private Conversions() {}

  static void addTo(Functions functions) {
    functions.standard("int", values -> toInt(values[0]));
    functions.global(
        "int",
        "duration_to_int64",
        SimpleType.INT,
        List.of(SimpleType.DURATION),
        values -> ((Duration) values[0]).toNanos());
    functions.standard("uint", values -> toUint(values[0]));
    functions.standard("double", values -> toDouble(values[0]));
    functions.standard("string", values -> toText(values[0]));
    functions.standard("bytes", values -> toBytes(values[0]));
    functions.standard("bool", values -> toBool(values[0]));
    functions.standard("timestamp", values -> toTimestamp(values[0]));
    functions.standard("duration", values -> toDuration(values[0]));
  }

  private static Object toInt(Object value) {
    return switch (value) {
      case Long number -> number;
      case UnsignedLong number -> {
        if (number.longValue() < 0) throw new CelException("integer overflow");
        yield number.longValue();
      }
      case Double number -> {
        if (!(number > -INT_END && number < INT_END)) throw new CelException("integer overflow");
        yield number.longValue();
      }
      case OffsetDateTime time -> time.toEpochSecond();
      case String text -> parseInt(text);
      default -> throw CelException.noSuchOverload("int", value);
    };
  }

  private static Long parseInt(String text) {
    try {
      if (!INT.matcher(text).matches()) throw new NumberFormatException();
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw CelException.notConvertible("string", "int");
    }
  }

  private static Object toUint(Object value) {
    return switch (value) {
      case UnsignedLong number -> number;
      case Long number -> {
        if (number < 0) throw new CelException("unsigned integer overflow");
        yield UnsignedLong.valueOf(number);
      }
      case Double number -> {
        if (!(number >= 0 && number < UINT_END)) {
          throw new CelException("unsigned integer overflow");
        }
        yield UnsignedLong.valueOf(new BigDecimal(number).toBigInteger());
      }
      case String text -> parseUint(text);
      default -> throw CelException.noSuchOverload("uint", value);
    };
  }

  private static UnsignedLong parseUint(String text) {
    try {
      if (!UINT.matcher(text).matches()) throw new NumberFormatException();
      return UnsignedLong.valueOf(text);
    } catch (NumberFormatException _) {
      throw CelException.notConvertible("string", "uint");
    }
  }

  private static Object toDouble(Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number.doubleValue();
      case UnsignedLong number -> number.doubleValue();
      case String text -> parseDouble(text);
      default -> throw CelException.noSuchOverload("double", value);
    };
  }

  /** Go's syntax: Java's but for spaces, suffixes and the names of what is no number. */
  private static Double parseDouble(String text) {
    if (NAN.matcher(text).matches()) return Double.NaN;
    if (INFINITE.matcher(text).matches()) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    boolean decimal = DECIMAL.matcher(text).matches() && !OUTSIDE_DECIMAL.matcher(text).find();
    boolean hexadecimal =
        HEXADECIMAL.matcher(text).matches() && !OUTSIDE_HEXADECIMAL.matcher(text).find();
    if (decimal || hexadecimal) {
      double number = Double.parseDouble(text.replace("_", ""));
      if (Double.isFinite(number)) return number;
    }
    throw CelException.notConvertible("string", "double");
  }

  /** A value as text, as {@code string()} has it. */
  static String toText(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean truth -> truth.toString();
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number -> GoFloats.text(number);
      case OffsetDateTime time -> Times.text(time);
      case Duration duration -> Times.text(duration);
      case CelByteString bytes -> {
        if (!bytes.isValidUtf8()) {
          throw new CelException("invalid UTF-8 in bytes, cannot convert to string");
        }
        yield bytes.toStringUtf8();
      }
      default -> throw CelException.noSuchOverload("string", value);
    };
  }

  private static Object toBytes(Object value) {
    return switch (value) {
      case CelByteString bytes -> bytes;
      case String text -> CelByteString.copyFromUtf8(text);
      default -> throw CelException.noSuchOverload("bytes", value);
    };
  }

  private static Object toBool(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case String text when TRUE.contains(text) -> true;
      case String text when FALSE.contains(text) -> false;
      case String _ -> throw CelException.notConvertible("string", "bool");
      default -> throw CelException.noSuchOverload("bool", value);
    };
  }

  static Object toTimestamp(Object value) {
    return switch (value) {
      case OffsetDateTime time -> time;
      case String text -> Times.timestamp(text);
      case Long seconds -> Times.timestamp(seconds);
      default -> throw CelException.noSuchOverload("timestamp", value);
    };
  }

  static Object toDuration(Object value) {
    return switch (value) {
      case Duration duration -> duration;
      case String text -> Times.duration(text);
      case Long _ -> throw CelException.notConvertible("int", "google.protobuf.Duration");
      default -> throw CelException.noSuchOverload("duration", value);
    };
  }
}
