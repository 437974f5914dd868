package dev.skiff.controlplane.resource.cel;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as texts, in the forms of RFC 3339 and of Go. */
public final class Times {
  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final Pattern PART =
      Pattern.compile("(\\d*+)(?:\\.(\\d*+))?(ns|us|µs|μs|ms|s|m|h)");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d?):(\\d\\d):(\\d\\d)(?:[.,](\\d++))?"
              + "(?:Z|([+-])(\\d\\d):(\\d\\d))");
  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4, 10, SignStyle.NORMAL)
          .appendPattern("-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ROOT);

  private Times() {}

  /**
   * A duration such as {@code 1h30m} or {@code -1.5s}.
   *
   * @throws CelException if it is none
   */
  static Duration duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) return Duration.ZERO;
    try {
      long negated = negated(rest);
      return Duration.ofNanos(negative ? negated : Math.negateExact(negated));
    } catch (ArithmeticException | NumberFormatException _) {
      throw CelException.notConvertible("string", "google.protobuf.Duration");
    }
  }

  /** Nanoseconds below zero, where there is one more of them. */
  private static long negated(String text) {
    Matcher part = PART.matcher(text);
    long total = 0;
    int end = 0;
    do {
      if (!part.region(end, text.length()).lookingAt()) throw new NumberFormatException();
      total = Math.addExact(total, negated(part));
      end = part.end();
    } while (end < text.length());
    return total;
  }

  private static long negated(Matcher part) {
    String whole = part.group(1);
    String fraction = part.group(2) == null ? "" : part.group(2);
    if (whole.isEmpty() && fraction.isEmpty()) throw new NumberFormatException();
    long unit = nanoseconds(part.group(3));
    long units = whole.isEmpty() ? 0 : Long.parseLong("-" + whole);
    return Math.subtractExact(Math.multiplyExact(units, unit), fraction(fraction, unit));
  }

  /** As exact as a double, and no further than a long. */
  private static long fraction(String digits, long unit) {
    long value = 0;
    double scale = 1;
    for (int i = 0; i < digits.length() && value < Long.MAX_VALUE / 10; i++) {
      value = value * 10 + (digits.charAt(i) - '0');
      scale *= 10;
    }
    return (long) (value * (unit / scale));
  }

  private static long nanoseconds(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 1_000L;
    };
  }

  /** A duration as CEL writes it: in seconds, as exact as a double. */
  static String text(Duration duration) {
    long nanoseconds = duration.toNanos();
    double seconds = nanoseconds / 1_000_000_000 + nanoseconds % 1_000_000_000 / 1e9;
    if (seconds == 0) return "0s";
    return new BigDecimal(Double.toString(seconds)).stripTrailingZeros().toPlainString() + "s";
  }

  /**
   * A time of RFC 3339.
   *
   * @throws CelException if it is none
   */
  public static OffsetDateTime timestamp(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) throw noTimestamp();
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(parts, 1),
              number(parts, 2),
              number(parts, 3),
              number(parts, 4),
              number(parts, 5),
              number(parts, 6),
              fraction(parts.group(7)));
      return inRange(at(local, offset(parts)));
    } catch (DateTimeException _) {
      throw noTimestamp();
    }
  }

  private static CelException noTimestamp() {
    return CelException.notConvertible("string", "google.protobuf.Timestamp");
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static int fraction(String digits) {
    return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
  }

  private static int offset(Matcher parts) {
    if (parts.group(8) == null) return 0;
    int hours = number(parts, 9);
    int minutes = number(parts, 10);
    if (hours > 24 || minutes > 60) throw noTimestamp();
    int seconds = hours * 3600 + minutes * 60;
    return parts.group(8).equals("-") ? -seconds : seconds;
  }

  /** Java knows no offset of more than 18 hours: such times are kept in UTC. */
  private static OffsetDateTime at(LocalDateTime local, int offset) {
    return Math.abs(offset) <= ZoneOffset.MAX.getTotalSeconds()
        ? local.atOffset(ZoneOffset.ofTotalSeconds(offset))
        : local.minusSeconds(offset).atOffset(ZoneOffset.UTC);
  }

  /**
   * The time that is so many seconds after 1970 began.
   *
   * @throws CelException if that is in no year of four digits
   */
  static OffsetDateTime timestamp(long seconds) {
    if (seconds < FIRST || seconds > LAST) throw new CelException("timestamp overflow");
    return Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC);
  }

  /** A time as CEL writes it: in the zone in which it was given, no zeros at the end. */
  static String text(OffsetDateTime time) {
    return FORM.format(time);
  }

  static OffsetDateTime inRange(OffsetDateTime time) {
    timestamp(time.toEpochSecond());
    return time;
  }

  static Duration inRange(Duration duration) {
    try {
      duration.toNanos();
      return duration;
    } catch (ArithmeticException _) {
      throw new CelException("integer overflow");
    }
  }

  /** What clocks show in a time zone, which has a name or is an offset such as {@code -08:00}. */
  static LocalDateTime local(OffsetDateTime time, String zone) {
    try {
      long offset = zone.indexOf(':') < 0 ? named(zone, time) : offset(zone);
      return LocalDateTime.ofEpochSecond(
          Math.addExact(time.toEpochSecond(), offset), time.getNano(), ZoneOffset.UTC);
    } catch (DateTimeException | ArithmeticException _) {
      throw new CelException("unknown time zone " + zone);
    }
  }

  private static long named(String zone, OffsetDateTime time) {
    if (zone.isEmpty() || zone.equals("Local")) return 0;
    return ZoneRulesProvider.getRules(zone, false).getOffset(time.toInstant()).getTotalSeconds();
  }

  private static long offset(String zone) {
    int colon = zone.indexOf(':');
    long hours = number(zone.substring(0, colon));
    long minutes = number(zone.substring(colon + 1));
    return Math.addExact(
        Math.multiplyExact(hours, 3600), (zone.startsWith("-") ? -60 : 60) * minutes);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new CelException("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
  }
}
