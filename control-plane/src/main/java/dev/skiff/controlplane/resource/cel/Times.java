package dev.skiff.controlplane.resource.cel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as texts, in the forms of RFC 3339 and of Go. */
public final class Times {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final Pattern PART = Pattern.compile("(\\d*\\.?\\d*)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOSECONDS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "μs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private Times() {}

  /**
   * A duration such as {@code 1h30m} or {@code -1.5s}.
   *
   * @throws CelException if it is none
   */
  public static Duration duration(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) return Duration.ZERO;
    Matcher parts = PART.matcher(rest);
    BigDecimal total = BigDecimal.ZERO;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      if (parts.group(1).isEmpty() || parts.group(1).equals(".")) break;
      long unit = NANOSECONDS.get(parts.group(2));
      total = total.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = parts.end();
    }
    if (end == 0 || end != rest.length()) {
      throw new CelException("time: invalid duration \"" + text + "\"");
    }
    try {
      long nanoseconds = total.setScale(0, RoundingMode.DOWN).longValueExact();
      return Duration.ofNanos(text.startsWith("-") ? -nanoseconds : nanoseconds);
    } catch (ArithmeticException _) {
      throw new CelException("time: invalid duration \"" + text + "\"");
    }
  }

  /** A duration as CEL writes it, in seconds. */
  static String text(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    return seconds.signum() == 0 ? "0s" : seconds.stripTrailingZeros().toPlainString() + "s";
  }

  /**
   * A time of RFC 3339.
   *
   * @throws CelException if it is none
   */
  public static Instant timestamp(String text) {
    try {
      return inRange(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      throw new CelException(
          "parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%s\" as \"2006\""
              .formatted(text, text));
    }
  }

  static Instant inRange(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) throw new CelException("timestamp overflow");
    return time;
  }

  static Duration inRange(Duration duration) {
    try {
      duration.toNanos();
      return duration;
    } catch (ArithmeticException _) {
      throw new CelException("duration overflow");
    }
  }

  /** A time zone by name or as an offset such as {@code -08:00}. */
  static ZoneId zone(String name) {
    try {
      if (name.indexOf(':') < 0) return ZoneId.of(name);
      boolean signed = name.startsWith("-") || name.startsWith("+");
      return ZoneOffset.of(signed ? name : "+" + name);
    } catch (DateTimeException _) {
      throw new CelException("unknown time zone " + name);
    }
  }
}
