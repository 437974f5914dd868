package dev.skiff.clients.server;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** Waits for what comes true some time after a request. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /** Returns as soon as the condition holds; fails with the text after 20 seconds. */
  public static void until(String text, BooleanSupplier condition) throws InterruptedException {
    var deadline = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        Assertions.fail("not within " + LIMIT + ": " + text);
      }
      Thread.sleep(20);
    }
  }
}
