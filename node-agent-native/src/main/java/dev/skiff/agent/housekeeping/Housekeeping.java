package dev.skiff.agent.housekeeping;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks from time to time after what the kernel has no useful event for: how full disks and memory
 * are, and how long logs (inotify would tell of every single write). One thread, one task at a
 * time.
 */
public final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("housekeeping").factory());

  /** Runs the task again and again; one that fails is tried again next time. */
  public void every(Duration period, Runnable task) {
    executor.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.warnf(e, "housekeeping");
          }
        },
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
