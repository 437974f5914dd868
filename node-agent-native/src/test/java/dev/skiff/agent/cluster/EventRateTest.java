package dev.skiff.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventRateTest {
  private final EventRate rate = new EventRate();
  private Instant now = Instant.parse("2006-01-02T15:04:05Z");

  @Test
  void whoFailsOnAndOnIsHeardSeldom() {
    assertEquals(25, allowed("a", 100, Duration.ofSeconds(1)));
    assertTrue(rate.allows("b", now));
    now = now.plus(Duration.ofMinutes(5));
    assertTrue(rate.allows("a", now));
    assertFalse(rate.allows("a", now));
    assertEquals(12, allowed("a", 3600, Duration.ofSeconds(1)));
    now = now.plus(Duration.ofDays(1));
    assertEquals(25, allowed("a", 100, Duration.ZERO));
  }

  private int allowed(String uid, int times, Duration each) {
    int allowed = 0;
    for (int i = 0; i < times; i++) {
      now = now.plus(each);
      allowed += rate.allows(uid, now) ? 1 : 0;
    }
    return allowed;
  }
}
