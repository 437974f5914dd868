package dev.skiff.controlplane.resource.cel;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as fields of format duration have them: Go's, or words such as {@code 5 days}. */
public final class SchemaDuration {
  /** A number is read from its first digit or not at all. */
  private static final Pattern WORDS =
      Pattern.compile("(?<![0-9])([0-9]++)[\\t\\n\\f\\r ]*+([A-Za-zµ]++)");

  /**
   * A unit.
   *
   * @param names its short names
   * @param start how long names begin
   */
  private record Unit(Duration length, String start, String... names) {
    boolean isCalled(String name) {
      return name.startsWith(start) || List.of(names).contains(name);
    }
  }

  private static final List<Unit> UNITS =
      List.of(
          new Unit(Duration.ofNanos(1), "nano", "ns"),
          new Unit(Duration.ofNanos(1_000), "micro", "us", "µs"),
          new Unit(Duration.ofMillis(1), "milli", "ms"),
          new Unit(Duration.ofSeconds(1), "sec", "s"),
          new Unit(Duration.ofMinutes(1), "min", "m"),
          new Unit(Duration.ofHours(1), "hour", "h", "hr"),
          new Unit(Duration.ofDays(1), "day", "d"),
          new Unit(Duration.ofDays(7), "week", "w", "wk"));

  private SchemaDuration() {}

  /**
   * Reads a duration.
   *
   * @throws CelException if it is none
   */
  public static Duration parse(String text) {
    try {
      return Times.duration(text);
    } catch (CelException _) {
      return words(text);
    }
  }

  /** Words that are no unit mean nothing, if there is one that is. Sums overflow, as Go's do. */
  private static Duration words(String text) {
    long total = 0;
    boolean any = false;
    Matcher words = WORDS.matcher(text);
    while (words.find()) {
      long count = count(text, words.group(1));
      String name = words.group(2).toLowerCase(Locale.ROOT);
      for (Unit unit : UNITS) {
        if (!unit.isCalled(name)) continue;
        total += count * unit.length.toNanos();
        any = true;
      }
    }
    if (any) return Duration.ofNanos(total);
    throw new CelException(
        "Invalid duration " + text + ": unable to parse " + text + " as duration");
  }

  private static long count(String text, String number) {
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException _) {
      throw new CelException("Invalid duration " + text + ": value out of range");
    }
  }
}
