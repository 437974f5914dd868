package dev.skiff.agent.pod;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments and durations in the forms that CRI and the API have. */
final class Times {

  private Times() {}

  /** A moment from CRI's nanoseconds. */
  static Instant instant(long nanoseconds) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanoseconds, 1_000_000_000L), Math.floorMod(nanoseconds, 1_000_000_000L));
  }

  /** RFC 3339 with seconds, as the API writes moments. */
  static String format(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A moment as CRI gives it, as the API writes it. */
  static String format(long nanoseconds) {
    return format(instant(nanoseconds));
  }
}
