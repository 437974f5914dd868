package dev.skiff.controlplane.resource.cel;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The parts of times, in UTC or in a zone, and of durations. */
final class TimeFunctions {
  private static final Map<String, ToLongFunction<LocalDateTime>> OF_TIMES =
      Map.of(
          "getFullYear",
          LocalDateTime::getYear,
          "getMonth",
          time -> time.getMonthValue() - 1,
          "getDayOfYear",
          time -> time.getDayOfYear() - 1,
          "getDayOfMonth",
          time -> time.getDayOfMonth() - 1,
          "getDate",
          LocalDateTime::getDayOfMonth,
          "getDayOfWeek",
          time -> time.getDayOfWeek().getValue() % 7,
          "getHours",
          LocalDateTime::getHour,
          "getMinutes",
          LocalDateTime::getMinute,
          "getSeconds",
          LocalDateTime::getSecond,
          "getMilliseconds",
          time -> time.getNano() / 1_000_000);

  private static final Map<String, ToLongFunction<Duration>> OF_DURATIONS =
      Map.of(
          "getHours", duration -> duration.toNanos() / 3_600_000_000_000L,
          "getMinutes", duration -> duration.toNanos() / 60_000_000_000L,
          "getSeconds", duration -> duration.toNanos() / 1_000_000_000,
          "getMilliseconds", duration -> duration.toNanos() / 1_000_000);

  private TimeFunctions() {}

  static void addTo(Functions functions) {
    OF_TIMES.forEach((name, part) -> functions.standard(name, values -> part(name, values)));
  }

  private static Object part(String name, Object[] values) {
    ToLongFunction<Duration> ofDurations = OF_DURATIONS.get(name);
    return switch (values[0]) {
      case OffsetDateTime time -> {
        Object zone = values.length > 1 ? values[1] : "";
        if (!(zone instanceof String text)) throw CelException.noSuchOverload(name, values);
        yield OF_TIMES.get(name).applyAsLong(Times.local(time, text));
      }
      case Duration duration when ofDurations != null && values.length == 1 ->
          ofDurations.applyAsLong(duration);
      default -> throw CelException.noSuchOverload(name, values);
    };
  }
}
