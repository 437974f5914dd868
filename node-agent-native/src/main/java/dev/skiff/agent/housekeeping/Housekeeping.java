package dev.skiff.agent.housekeeping;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Looks from time to time after what the kernel has no useful event for: how full disks and memory
 * are, and how long logs (inotify would tell of every single write). Each task has a thread: one
 * that waits for the runtime keeps no other one waiting.
 */
public final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Housekeeping.class);

  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  /** Runs the task again and again; one that fails is tried again next time. */
  public void every(Duration period, Runnable task) {
    threads.add(Thread.ofVirtual().name("housekeeping").start(() -> run(period, task)));
  }

  private static void run(Duration period, Runnable task) {
    try {
      while (true) {
        Thread.sleep(period);
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          LOG.warnf(e, "housekeeping");
        }
      }
    } catch (InterruptedException e) {
      // The agent ends.
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
