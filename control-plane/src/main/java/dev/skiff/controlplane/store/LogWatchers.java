package dev.skiff.controlplane.store;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Hands committed groups to those who watch the store, each on a thread of its own. */
final class LogWatchers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogWatchers.class);

  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /**
   * Must not run at the same time as {@link #publish}.
   *
   * @param past what the watcher does not know of the groups that were published before
   */
  AutoCloseable add(List<Journal.Entry> past, Consumer<Change> consumer) {
    Watcher watcher = new Watcher(past, consumer);
    watchers.add(watcher);
    watcher.thread.start();
    return watcher;
  }

  void publish(List<Journal.Entry> group) {
    for (Watcher watcher : watchers) watcher.queue.add(group);
  }

  @Override
  public void close() {
    watchers.forEach(Watcher::close);
  }

  private final class Watcher implements AutoCloseable {
    final BlockingQueue<List<Journal.Entry>> queue = new LinkedBlockingQueue<>();
    final Thread thread;
    private final Consumer<Change> consumer;

    /** Empties what waits and wakes the thread, which ends. */
    private volatile boolean closed;

    Watcher(List<Journal.Entry> past, Consumer<Change> consumer) {
      this.consumer = consumer;
      queue.add(past);
      this.thread = Thread.ofPlatform().daemon().name("store-watch").unstarted(this::run);
    }

    private void run() {
      while (!closed) {
        try {
          for (Journal.Entry entry : queue.take()) {
            if (closed) return;
            consumer.accept(entry.change());
          }
        } catch (InterruptedException e) {
          return;
        } catch (RuntimeException e) {
          // A watcher that misses a change is worse than none: it ends, loudly.
          LOG.error("A watcher of the store failed and gets no more changes", e);
          close();
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      watchers.remove(this);
      queue.add(List.of());
    }
  }
}
