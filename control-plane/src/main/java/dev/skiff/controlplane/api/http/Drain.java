package dev.skiff.controlplane.api.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The orderly end of the server: {@code /readyz} fails first, then, after the configured delay, no
 * new requests are taken, streams end between two events, and requests in flight are waited for.
 */
@Singleton
public final class Drain {
  private static final Logger LOG = Logger.getLogger(Drain.class);

  private final LimitsConfig limits;
  private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
  private int running;
  private volatile boolean announced;
  private boolean draining;

  Drain(LimitsConfig limits) {
    this.limits = limits;
  }

  /** Whether the server has been told to stop. */
  public boolean announced() {
    return announced;
  }

  /** Begins a request that will be waited for. False if none is taken any more. */
  synchronized boolean begin() {
    if (draining) return false;
    running++;
    return true;
  }

  /** Ends a request that has begun. */
  synchronized void end() {
    running--;
    if (running == 0 && draining) notifyAll();
  }

  /**
   * Remembers a stream.
   *
   * @param finish ends it; may be called from another thread, and more than once
   */
  void opened(Runnable finish) {
    streams.add(finish);
    boolean late;
    synchronized (this) {
      late = draining;
    }
    if (late) finish.run();
  }

  /** Forgets a stream that has ended. */
  void closed(Runnable finish) {
    streams.remove(finish);
  }

  /** Quarkus calls this when it was told to stop, before anything is closed. */
  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    announced = true;
    try {
      if (limits.shutdownDelay().isPositive()) Thread.sleep(limits.shutdownDelay());
      drain(limits.requestTimeout());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain(Duration patience) throws InterruptedException {
    synchronized (this) {
      draining = true;
    }
    List.copyOf(streams).forEach(Runnable::run);
    long end = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (running > 0) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          LOG.warnf("%d requests did not end in %s", running, patience);
          return;
        }
        wait(millis);
      }
    }
  }
}
