package dev.skiff.agent.api;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Delays that double from a first to a largest, each varied by a fifth. Used by one thread. */
public final class Backoff {

  private final Duration first;
  private final Duration largest;
  private int failures;

  public Backoff(Duration first, Duration largest) {
    this.first = first;
    this.largest = largest;
  }

  /** Something worked: the next delay is the first again. */
  public void reset() {
    failures = 0;
  }

  /** Logs the first of a row of failures as a warning, the others only for those who debug. */
  public void log(Logger logger, String message) {
    logger.log(failures == 0 ? Logger.Level.WARN : Logger.Level.DEBUG, message);
  }

  /** How long to wait now; longer at each call. */
  public Duration next() {
    long factor = 1L << Math.min(failures++, 20);
    long millis = Math.min(first.toMillis() * factor, largest.toMillis());
    return Duration.ofMillis((long) (millis * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
  }

  public void sleep() throws InterruptedException {
    Thread.sleep(next());
  }
}
