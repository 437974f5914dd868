package dev.skiff.controlplane.resource.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  /** A Thursday. */
  private static final String START = "2026-01-01T00:00:00Z";

  @Test
  void everyMinuteMeansTheNextOne() {
    assertEquals("2026-01-01T00:01:00Z", next("* * * * *", START));
    assertEquals("2026-01-01T00:01:00Z", next("* * * * *", "2026-01-01T00:00:59.9Z"));
  }

  @Test
  void stepsRangesAndLists() {
    assertEquals("2026-01-01T00:15:00Z", next("*/15 * * * *", START));
    assertEquals("2026-01-01T09:10:00Z", next("10,20 9-17 * * *", START));
    assertEquals("2026-01-01T02:50:00Z", next("50/5 2 * * *", START));
  }

  @Test
  void namesOfMonthsAndDays() {
    assertEquals("2026-02-01T00:00:00Z", next("0 0 * FEB *", START));
    assertEquals("2026-01-02T00:00:00Z", next("0 0 * * Fri", START));
    assertEquals("2026-01-04T00:00:00Z", next("0 0 * * 0", START));
  }

  @Test
  void ofTwoRestrictedDaysEitherIsEnough() {
    assertEquals("2026-01-02T00:00:00Z", next("0 0 13 * 5", START));
    assertEquals("2026-01-13T00:00:00Z", next("0 0 13 * 5", "2026-01-09T00:00:00Z"));
    assertEquals("2026-01-13T00:00:00Z", next("0 0 13 * ?", START));
  }

  @Test
  void nicknamesAndIntervals() {
    assertEquals("2026-01-01T01:00:00Z", next("@hourly", START));
    assertEquals("2027-01-01T00:00:00Z", next("@yearly", START));
    assertEquals("2026-01-01T01:30:00Z", next("@every 1h30m", START));
  }

  @Test
  void zonesMoveTheClock() {
    Schedule berlin = Schedule.parse("30 2 * * *", ZoneId.of("Europe/Berlin"));
    assertEquals(Instant.parse("2026-01-01T01:30:00Z"), berlin.after(Instant.parse(START)));
    // On 29 March 2026 there is no half past two.
    assertEquals(
        Instant.parse("2026-03-30T00:30:00Z"), berlin.after(Instant.parse("2026-03-28T01:30:00Z")));
  }

  @Test
  void aDayThatNeverComesHasNoNextTime() {
    assertNull(Schedule.parse("0 0 30 2 *", ZoneOffset.UTC).after(Instant.parse(START)));
    assertEquals("2028-02-29T00:00:00Z", next("0 0 29 2 *", START));
  }

  @Test
  void nonsenseIsRefused() {
    for (String text :
        new String[] {
          "* * * *",
          "60 * * * *",
          "* * 0 * *",
          "* * * * 7",
          "*/0 * * * *",
          "5-1 * * * *",
          "@often",
          "x * * * *",
          "-1 * * * *",
          "@every soon"
        }) {
      assertThrows(
          IllegalArgumentException.class, () -> Schedule.parse(text, ZoneOffset.UTC), text);
    }
  }

  @Test
  void saysWhatIsWrongInUpstreamsWords() {
    refused("* * * *", "expected exactly 5 fields, found 4: [* * * *]");
    refused("61 * * * *", "end of range (61) above maximum (59): 61");
    refused("1-2-3 * * * *", "too many hyphens: 1-2-3");
    refused(
        "x/5/5 * * * *", "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax");
    refused("*/-1 * * * *", "negative number (-1) not allowed: -1");
    refused("@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\"");
    refused(
        "TZ=Nowhere/X * * * * *", "provided bad location Nowhere/X: unknown time zone Nowhere/X");
  }

  @Test
  void whatIsEmptyInAListIsPassedOver() {
    assertEquals("2026-01-01T00:02:00Z", next("2,,5 * * * *", START));
    assertNull(Schedule.parse(", * * * *", ZoneOffset.UTC).after(Instant.parse(START)));
  }

  @Test
  void aZoneMayBeNamed() {
    assertEquals("2026-01-01T01:30:00Z", next("CRON_TZ=Europe/Berlin 30 2 * * *", START));
  }

  private static void refused(String schedule, String why) {
    var problem =
        assertThrows(
            IllegalArgumentException.class, () -> Schedule.parse(schedule, ZoneOffset.UTC));
    assertEquals(why, problem.getMessage());
  }

  private static String next(String schedule, String after) {
    return Schedule.parse(schedule, ZoneOffset.UTC).after(Instant.parse(after)).toString();
  }
}
