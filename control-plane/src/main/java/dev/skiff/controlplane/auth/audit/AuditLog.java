package dev.skiff.controlplane.auth.audit;

import io.vertx.core.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Writes events on a thread of its own, in batches. When the queue is full requests wait: no event
 * is lost while the disk takes them.
 */
final class AuditLog implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AuditLog.class);
  private static final int BATCH = 256;
  private static final Supplier<byte[]> STOP = () -> null;

  private final AuditFile file;
  private final BlockingQueue<Supplier<byte[]>> queue;
  private final LongAdder events = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Thread thread;

  AuditLog(AuditFile file, int capacity) {
    this.file = file;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().daemon().name("audit").start(this::run);
  }

  /**
   * Puts an event into the queue.
   *
   * @param event makes the line, on the log's thread
   */
  void add(Supplier<byte[]> event) {
    events.increment();
    if (queue.offer(event)) return;
    // An event loop must never wait.
    if (Context.isOnEventLoopThread()) Thread.startVirtualThread(() -> await(event));
    else await(event);
  }

  private void await(Supplier<byte[]> event) {
    try {
      queue.put(event);
    } catch (InterruptedException hurried) {
      // The request's time is over, or the server stops; one more try, without waiting.
      if (!queue.offer(event)) lost.increment();
      Thread.currentThread().interrupt();
    }
  }

  /** Events that were to be written. */
  long events() {
    return events.sum();
  }

  /** Events that could not be written. */
  long lost() {
    return lost.sum();
  }

  /** Writes what waits. */
  @Override
  public void close() {
    try {
      queue.put(STOP);
      thread.join();
      file.close();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (IOException failed) {
      LOG.errorf("The audit log could not be closed: %s", failed);
    }
  }

  private void run() {
    List<Supplier<byte[]>> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException stopped) {
        return;
      }
      queue.drainTo(batch, BATCH - 1);
      int end = batch.indexOf(STOP);
      write(end < 0 ? batch : batch.subList(0, end));
      if (end >= 0) return;
      batch.clear();
    }
  }

  /**
   * Writes what can be written. An Error must not end the thread either, or every request would
   * wait for it once the queue is full.
   */
  private void write(List<Supplier<byte[]>> batch) {
    int failures = 0;
    Throwable problem = null;
    for (Supplier<byte[]> event : batch) {
      try {
        file.write(event.get());
      } catch (Throwable failed) {
        lost.increment();
        failures++;
        problem = failed;
      }
    }
    try {
      file.flush();
      if (failures > 0) LOG.errorf("%d audit events were lost: %s", failures, problem);
    } catch (Throwable failed) {
      LOG.errorf("%d audit events were lost, and others wait: %s", failures, failed);
    }
  }
}
