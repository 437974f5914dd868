package dev.skiff.operator.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.runtime.ManualTimer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private final ManualTimer timer = new ManualTimer();
  private final Expectations expectations = new Expectations(timer);
  private final Request owner = new Request("default", "web");

  @Test
  void creationsAreAwaited() {
    assertTrue(expectations.satisfied(owner));
    expectations.expectCreations(owner, 2);
    expectations.creationObserved(owner);
    assertFalse(expectations.satisfied(owner));
    expectations.creationObserved(owner);
    assertTrue(expectations.satisfied(owner));
  }

  @Test
  void onlyTheExpectedDeletionCounts() {
    expectations.expectDeletions(owner, Set.of("1"));
    expectations.deletionObserved(owner, "2");
    assertFalse(expectations.satisfied(owner));
    expectations.deletionObserved(owner, "1");
    assertTrue(expectations.satisfied(owner));
  }

  @Test
  void whatIsNotMetLapses() {
    expectations.expectCreations(owner, 1);
    timer.advance(Duration.ofMinutes(5));
    assertFalse(expectations.satisfied(owner));
    timer.advance(Duration.ofMillis(1));
    assertTrue(expectations.satisfied(owner));
  }
}
