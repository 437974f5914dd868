package dev.skiff.controlplane.resource.schedule;

import dev.skiff.controlplane.api.request.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** When a CronJob is due. */
@FunctionalInterface
public interface Schedule {
  List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** The first time after this one; null if there is none within five years. */
  Instant after(Instant time);

  /**
   * Parses the five fields of cron, a nickname, or {@code @every} with a duration; a zone may be
   * named before.
   *
   * @param zone in which the fields are meant
   * @throws IllegalArgumentException saying what is wrong, in upstream's words
   */
  static Schedule parse(String text, ZoneId zone) {
    if (!text.startsWith("TZ=") && !text.startsWith("CRON_TZ=")) return inZone(text, zone);
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException(
          "invalid schedule format: runtime error: slice bounds out of range [:-1]");
    }
    String named = text.substring(text.indexOf('=') + 1, space);
    try {
      return inZone(text.substring(space).strip(), TimeZones.of(named));
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "provided bad location " + named + ": " + unknown.getMessage(), unknown);
    }
  }

  private static Schedule inZone(String text, ZoneId zone) {
    if (text.startsWith("@every ")) return every(text.substring("@every ".length()));
    if (text.startsWith("@") && !NICKNAMES.containsKey(text)) {
      throw new IllegalArgumentException("unrecognized descriptor: " + text);
    }
    String plain = NICKNAMES.getOrDefault(text, text).strip();
    String[] fields = plain.isEmpty() ? new String[0] : plain.split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(fields.length, String.join(" ", fields)));
    }
    return new Cron(
        CronField.parse(fields[0], 0, 59, List.of()),
        CronField.parse(fields[1], 0, 23, List.of()),
        CronField.parse(fields[2], 1, 31, List.of()),
        CronField.parse(fields[3], 1, 12, MONTHS),
        CronField.parse(fields[4], 0, 6, DAYS),
        zone);
  }

  private static Schedule every(String duration) {
    Duration step;
    try {
      step = GoDuration.parse(duration);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to parse duration @every " + duration + ": " + e.getMessage(), e);
    }
    Duration seconds = step.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : step;
    return time ->
        time.truncatedTo(ChronoUnit.SECONDS).plus(seconds.truncatedTo(ChronoUnit.SECONDS));
  }

  /** The five fields. */
  record Cron(
      CronField minute,
      CronField hour,
      CronField dayOfMonth,
      CronField month,
      CronField dayOfWeek,
      ZoneId zone)
      implements Schedule {
    private static final int YEARS = 5;

    @Override
    public Instant after(Instant time) {
      ZonedDateTime next = time.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      int lastYear = next.getYear() + YEARS;
      while (next.getYear() <= lastYear) {
        LocalDate date = next.toLocalDate();
        if (!month.matches(date.getMonthValue())) {
          next = date.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
        } else if (!day(date)) {
          next = date.plusDays(1).atStartOfDay(zone);
        } else if (!hour.matches(next.getHour())) {
          next = next.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        } else if (!minute.matches(next.getMinute())) {
          next = next.plusMinutes(1);
        } else {
          return next.toInstant();
        }
      }
      return null;
    }

    /** If both fields of days restrict, either of them is enough. */
    private boolean day(LocalDate date) {
      boolean inMonth = dayOfMonth.matches(date.getDayOfMonth());
      boolean inWeek = dayOfWeek.matches(date.getDayOfWeek().getValue() % 7);
      return dayOfMonth.any() || dayOfWeek.any() ? inMonth && inWeek : inMonth || inWeek;
    }
  }
}
