package dev.skiff.controlplane.resource.schedule;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** Time zones by the names that the IANA database has for them, and by no others. */
public final class TimeZones {
  /** Names of the database that Java leaves out, and those of zones with the same clocks. */
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT",
          "Factory", "UTC");

  private TimeZones() {}

  /** Whether there is such a zone. */
  public static boolean has(String name) {
    boolean old = name.startsWith("SystemV/");
    return LINKS.containsKey(name) || !old && ZoneId.getAvailableZoneIds().contains(name);
  }

  /**
   * The zone of a name; without a name, UTC.
   *
   * @throws DateTimeException if there is none, in Go's words
   */
  public static ZoneId of(String name) {
    if (name == null || name.isEmpty()) return ZoneOffset.UTC;
    if (!has(name)) throw new DateTimeException("unknown time zone " + name);
    return ZoneId.of(LINKS.getOrDefault(name, name));
  }
}
