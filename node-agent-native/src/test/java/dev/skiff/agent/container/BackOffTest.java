package dev.skiff.agent.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private final BackOff backOff = new BackOff(Duration.ofSeconds(10), Duration.ofSeconds(300));

  @Test
  void doublesUpToTheLimit() {
    Instant now = T0;
    int[] expected = {10, 20, 40, 80, 160, 300, 300};
    for (int seconds : expected) {
      backOff.next("key", now);
      assertEquals(Duration.ofSeconds(seconds), backOff.delay("key"));
      assertEquals(now.plusSeconds(seconds), backOff.until("key", now, now));
      now = now.plusSeconds(seconds);
    }
  }

  @Test
  void theFirstTryIsFreeAndALongLifeForgets() {
    assertNull(backOff.until("key", T0, T0));
    backOff.next("key", T0);
    Instant later = T0.plusSeconds(601);
    assertNull(backOff.until("key", later, later));
    backOff.next("key", later);
    assertEquals(Duration.ofSeconds(10), backOff.delay("key"));
  }

  @Test
  void itIsOverWhenTheDelayHasPassed() {
    backOff.next("key", T0);
    assertNull(backOff.until("key", T0, T0.plusSeconds(10)));
  }
}
