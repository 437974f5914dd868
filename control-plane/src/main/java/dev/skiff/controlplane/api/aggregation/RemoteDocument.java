package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.resource.openapi.OpenApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A document of another server. It is read when somebody asks for it, and not again for a minute,
 * whatever came of that. Only who asks first waits: later readings go on behind the back of those
 * who ask, and what was read last is good until there is something better.
 */
final class RemoteDocument {
  private static final long KEEP = Duration.ofMinutes(1).toNanos();

  private final LongSupplier clock;
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile OpenApi.Document last;
  private boolean reading;
  private long since;

  /**
   * @param clock nanoseconds
   */
  RemoteDocument(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Begins to read unless that was done lately.
   *
   * @param source reads; it blocks for a while, but not for ever
   */
  synchronized void refresh(Supplier<Optional<OpenApi.Document>> source) {
    boolean lately = tried.getCount() == 0 && clock.getAsLong() - since < KEEP;
    if (reading || lately) return;
    reading = true;
    Thread.startVirtualThread(() -> read(source));
  }

  private void read(Supplier<Optional<OpenApi.Document>> source) {
    try {
      source.get().ifPresent(document -> last = document);
    } finally {
      synchronized (this) {
        reading = false;
        since = clock.getAsLong();
      }
      tried.countDown();
    }
  }

  /** What was read last, without a wait; empty if nothing. */
  Optional<OpenApi.Document> last() {
    return Optional.ofNullable(last);
  }

  /** As {@link #last}, but waits for the first reading, which must have begun. */
  Optional<OpenApi.Document> first() {
    try {
      tried.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    return last();
  }
}
