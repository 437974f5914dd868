package dev.skiff.controlplane.resource.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {
  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Etc/GMT+5", "EST", "EST5EDT", "ROC", "GMT+0"})
  void knowsTheNamesOfTheDatabase(String name) {
    assertTrue(TimeZones.has(name));
    TimeZones.of(name);
  }

  /** Java takes these for zones. */
  @ParameterizedTest
  @ValueSource(strings = {"Z", "+05", "GMT+5", "UTC+1", "UT", "europe/berlin", "SystemV/EST5"})
  void knowsNoOthers(String name) {
    assertFalse(TimeZones.has(name));
    assertThrows(DateTimeException.class, () -> TimeZones.of(name));
  }

  @Test
  void withoutANameItIsUtc() {
    assertEquals(ZoneOffset.UTC, TimeZones.of(null));
    assertEquals(ZoneOffset.UTC, TimeZones.of(""));
  }
}
