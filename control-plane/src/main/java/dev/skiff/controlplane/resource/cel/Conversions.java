package dev.skiff.controlplane.resource.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.skiff.controlplane.resource.decode.GoFloats;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Functions that make a value of one type of that of another. */
final class Conversions {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
  private static final double INT_END = 0x1p63;
  private static final double UINT_END = 0x1p64;

  private Conversions() {}

  static void addTo(Functions functions) {
    functions.standard("int", values -> toInt(values[0]));
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
      case Instant time -> time.getEpochSecond();
      case Duration duration -> duration.toNanos();
      case String text -> parseInt(text);
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Long parseInt(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw malformed("ParseInt", text);
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
      case String text -> {
        try {
          yield UnsignedLong.valueOf(text);
        } catch (NumberFormatException _) {
          throw malformed("ParseUint", text);
        }
      }
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Object toDouble(Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number.doubleValue();
      case UnsignedLong number -> number.doubleValue();
      case String text -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException _) {
          throw malformed("ParseFloat", text);
        }
      }
      default -> throw CelException.noSuchOverload();
    };
  }

  /** A value as text, as {@code string()} has it. */
  static String toText(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean truth -> truth.toString();
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number -> GoFloats.text(number);
      case Instant time -> time.toString();
      case Duration duration -> Times.text(duration);
      case CelByteString bytes -> {
        if (!bytes.isValidUtf8()) {
          throw new CelException("invalid UTF-8 in bytes, cannot convert to string");
        }
        yield bytes.toStringUtf8();
      }
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Object toBytes(Object value) {
    return switch (value) {
      case CelByteString bytes -> bytes;
      case String text -> CelByteString.copyFromUtf8(text);
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Object toBool(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case String text when TRUE.contains(text) -> true;
      case String text when FALSE.contains(text) -> false;
      case String text -> throw malformed("ParseBool", text);
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Object toTimestamp(Object value) {
    return switch (value) {
      case Instant time -> time;
      case String text -> Times.timestamp(text);
      case Long seconds -> Times.inRange(Instant.ofEpochSecond(seconds));
      default -> throw CelException.noSuchOverload();
    };
  }

  private static Object toDuration(Object value) {
    return switch (value) {
      case Duration duration -> duration;
      case String text -> Times.duration(text);
      case Long nanoseconds -> Duration.ofNanos(nanoseconds);
      default -> throw CelException.noSuchOverload();
    };
  }

  private static CelException malformed(String function, String text) {
    return new CelException("strconv." + function + ": parsing \"" + text + "\": invalid syntax");
  }
}
