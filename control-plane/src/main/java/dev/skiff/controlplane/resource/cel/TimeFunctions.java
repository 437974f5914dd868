package dev.skiff.controlplane.resource.cel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The parts of times, in UTC or in a zone, and of durations. */
final class TimeFunctions {
  private static final Map<String, ToLongFunction<ZonedDateTime>> OF_TIMES =
      Map.of(
          "getFullYear",
          ZonedDateTime::getYear,
          "getMonth",
          time -> time.getMonthValue() - 1,
          "getDayOfYear",
          time -> time.getDayOfYear() - 1,
          "getDayOfMonth",
          time -> time.getDayOfMonth() - 1,
          "getDate",
          ZonedDateTime::getDayOfMonth,
          "getDayOfWeek",
          time -> time.getDayOfWeek().getValue() % 7,
          "getHours",
          ZonedDateTime::getHour,
          "getMinutes",
          ZonedDateTime::getMinute,
          "getSeconds",
          ZonedDateTime::getSecond,
          "getMilliseconds",
          time -> time.getNano() / 1_000_000);

  private static final Map<String, ToLongFunction<Duration>> OF_DURATIONS =
      Map.of(
          "getHours", Duration::toHours,
          "getMinutes", Duration::toMinutes,
          "getSeconds", Duration::toSeconds,
          "getMilliseconds", Duration::toMillis);

  private TimeFunctions() {}

  static void addTo(Functions functions) {
    OF_TIMES.forEach((name, part) -> functions.standard(name, values -> part(name, values)));
  }

  private static Object part(String name, Object[] values) {
    ToLongFunction<Duration> ofDurations = OF_DURATIONS.get(name);
    return switch (values[0]) {
      case Instant time -> {
        ZoneId zone =
            values.length > 1 ? Times.zone(StandardFunctions.text(values[1])) : ZoneOffset.UTC;
        yield OF_TIMES.get(name).applyAsLong(time.atZone(zone));
      }
      case Duration duration when ofDurations != null -> ofDurations.applyAsLong(duration);
      default -> throw CelException.noSuchOverload();
    };
  }
}
