package dev.skiff.controlplane.api.write;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The attempts of a write that names no revision and that others were faster than. As upstream's it
 * does not give up before its request does; each attempt waits a little longer, by chance, so that
 * all of many writers have their turn.
 */
final class Contention {
  /** As long as a request may take; who writes without one ends here, too. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();

  private static final int LONGEST_PAUSE_MILLIS = 32;

  private final long start = System.nanoTime();
  private int lost;

  /** Waits for the next attempt; false if there is no time for another. */
  boolean again() {
    lost++;
    if (System.nanoTime() - start > LONGEST_NANOS) return false;
    if (lost > 1) {
      int millis = Math.min(lost, LONGEST_PAUSE_MILLIS);
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos));
    }
    return true;
  }
}
