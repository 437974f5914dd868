package dev.skiff.controlplane.resource.table;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Durations as kubectl's users know them: {@code 45s}, {@code 5m3s}, {@code 3h20m}, {@code 2d}. */
public final class HumanDuration {
  private HumanDuration() {}

  /**
   * How long ago a time was; {@code <unknown>} if there is none.
   *
   * @param time an RFC 3339 time; may be empty
   */
  public static String since(String time, Instant now) {
    if (time.isEmpty()) return "<unknown>";
    try {
      return of(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return "<unknown>";
    }
  }

  /** The two largest units that matter. */
  public static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < -1) return "<invalid>";
    if (seconds < 0) return "0s";
    if (seconds < 120) return seconds + "s";
    long minutes = seconds / 60;
    if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
    if (minutes < 180) return minutes + "m";
    long hours = minutes / 60;
    if (hours < 8) return two(hours, "h", minutes % 60, "m");
    if (hours < 48) return hours + "h";
    long days = hours / 24;
    if (days < 8) return two(days, "d", hours % 24, "h");
    if (days < 2 * 365) return days + "d";
    if (days < 8 * 365) return two(days / 365, "y", days % 365, "d");
    return days / 365 + "y";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
