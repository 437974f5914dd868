package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times, which JSON has as text and protocol buffers as seconds and nanoseconds. */
final class Times {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** Go's zero time, which stands for none. */
  static final Instant ZERO = new Instant(-62135596800L, 0);

  private Times() {}

  /**
   * A moment.
   *
   * @param seconds since 1970
   * @param nanos of the second
   */
  record Instant(long seconds, int nanos) {}

  /** Reads the text of a time; Go's zero time if it is none. */
  static Instant parse(byte[] json, int from, int to) {
    // Nearly all times have this form, and java.time takes a microsecond for each.
    if (to - from == 20 && json[to - 1] == 'Z') {
      int year = digits(json, from, 4);
      int month = digits(json, from + 5, 2);
      int day = digits(json, from + 8, 2);
      int seconds =
          digits(json, from + 11, 2) * 3600
              + digits(json, from + 14, 2) * 60
              + digits(json, from + 17, 2);
      if (month >= 1 && month <= 12 && day >= 1 && day <= 28) {
        return new Instant(LocalDate.of(year, month, day).toEpochDay() * 86400 + seconds, 0);
      }
    }
    try {
      String text = new String(json, from, to - from, StandardCharsets.UTF_8);
      OffsetDateTime time = OffsetDateTime.parse(text);
      return new Instant(time.toEpochSecond(), time.getNano());
    } catch (DateTimeException malformed) {
      return ZERO;
    }
  }

  /** The text of a time; null for the zero time and for what is no time that Go can write. */
  static String format(long seconds, long nanos, boolean micro) {
    try {
      java.time.Instant instant = java.time.Instant.ofEpochSecond(seconds, nanos);
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year < 0 || year > 9999 || seconds == ZERO.seconds()) return null;
      return (micro ? MICROSECONDS : SECONDS).format(instant);
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return null;
    }
  }

  private static int digits(byte[] json, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) value = value * 10 + (json[i] - '0');
    return value;
  }
}
