package dev.skiff.controlplane.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The queue between the cache and one watcher. */
final class ObjectWatch implements Watch {
  /**
   * How many bytes of states may wait for one watcher. They are shared between watchers, but only a
   * slow one keeps them alive.
   */
  static final long MAX_BYTES = 32L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<CachedChange> queue = new ArrayDeque<>();
  private final Predicate<CachedChange> relevant;
  private final int capacity;
  private final LongSupplier cacheRevision;
  private final Consumer<ObjectWatch> onClose;
  private final long since;
  private long handedOut;
  private long bytes;
  private boolean ended;
  private volatile Runnable signal = () -> {};

  /**
   * @param since changes up to this revision are known to the watcher
   * @param capacity how many changes may wait
   * @param cacheRevision up to where every change was offered to all watches
   */
  ObjectWatch(
      long since,
      Predicate<CachedChange> relevant,
      int capacity,
      LongSupplier cacheRevision,
      Consumer<ObjectWatch> onClose) {
    this.since = since;
    this.handedOut = since;
    this.relevant = relevant;
    this.capacity = capacity;
    this.cacheRevision = cacheRevision;
    this.onClose = onClose;
  }

  /** Puts what happened before the watch began; no bound, the window is one. */
  void replay(CachedChange change) {
    if (change.revision() <= since || !relevant.test(change)) return;
    queue.add(change);
    bytes += size(change);
  }

  /** Never waits. A full queue, in events or in bytes, ends the watch. */
  void offer(CachedChange change) {
    if (change.revision() <= since || !relevant.test(change)) return;
    lock.lock();
    try {
      if (ended) return;
      long size = size(change);
      if (queue.isEmpty() || (queue.size() < capacity && bytes + size <= MAX_BYTES)) {
        queue.add(change);
        bytes += size;
        changed.signal();
      } else {
        end();
      }
    } finally {
      lock.unlock();
    }
    signal.run();
  }

  @Override
  public CachedChange await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !ended) changed.await();
      return poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CachedChange next() {
    lock.lock();
    try {
      return poll();
    } finally {
      lock.unlock();
    }
  }

  private CachedChange poll() {
    CachedChange next = queue.poll();
    if (next != null) {
      handedOut = next.revision();
      bytes -= size(next);
    }
    return next;
  }

  @Override
  public void onChange(Runnable signal) {
    this.signal = signal;
  }

  private static long size(CachedChange change) {
    return change.object().json().length;
  }

  @Override
  public long progress() {
    // Read before the queue is looked at: what the cache passed on up to here is in the queue.
    long passedOn = cacheRevision.getAsLong();
    lock.lock();
    try {
      return queue.isEmpty() && !ended ? Math.max(handedOut, passedOn) : handedOut;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean ended() {
    lock.lock();
    try {
      return ended && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
    signal.run();
  }

  private void end() {
    if (ended) return;
    ended = true;
    queue.clear();
    bytes = 0;
    changed.signalAll();
    onClose.accept(this);
  }
}
