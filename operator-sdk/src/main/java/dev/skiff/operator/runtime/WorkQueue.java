package dev.skiff.operator.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys that wait for work. A key waits at most once however often it is added; a key that is added
 * while it is worked on waits again when the work is done, and is never handed to two workers.
 *
 * @param <K> key; needs equals and hashCode
 */
public final class WorkQueue<K> implements AutoCloseable {
  private final Timer timer;
  private final BackOff<K> backOff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final QueueStatistics statistics = new QueueStatistics();

  /** Keys and when each of them came, in nanoseconds of {@link System#nanoTime()}. */
  private final LinkedHashMap<K, Long> waiting = new LinkedHashMap<>();

  /** Keys and when the work on each of them began. */
  private final Map<K, Long> working = new HashMap<>();

  private final Set<K> again = new HashSet<>();
  private final Map<K, Delayed> delayed = new HashMap<>();
  private boolean closed;

  public WorkQueue(Timer timer, BackOff<K> backOff) {
    this.timer = timer;
    this.backOff = backOff;
  }

  /** Adds a key. */
  public void add(K key) {
    lock.lock();
    try {
      if (closed) return;
      if (working.containsKey(key)) {
        if (again.add(key)) statistics.added();
      } else if (waiting.putIfAbsent(key, System.nanoTime()) == null) {
        statistics.added();
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key later. Of several delays for one key the shortest counts. */
  public void addAfter(K key, Duration delay) {
    if (delay.isNegative() || delay.isZero()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      if (closed) return;
      Instant due = timer.instant().plus(delay);
      Delayed before = delayed.get(key);
      if (before != null && !before.due.isAfter(due)) return;
      if (before != null) before.cancel.run();
      delayed.put(key, new Delayed(due, timer.schedule(delay, () -> due(key))));
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key after a delay that grows with each failure, until it is forgotten. */
  public void addRateLimited(K key) {
    statistics.retried();
    addAfter(key, backOff.next(key));
  }

  /** The key's failures do not count any more. */
  public void forget(K key) {
    backOff.forget(key);
  }

  /**
   * Takes the key that waits longest; blocks while there is none. Say {@link #done} afterwards.
   *
   * @return null once the queue is closed
   */
  public K take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) changed.await();
      if (closed) return null;
      Map.Entry<K, Long> first = waiting.pollFirstEntry();
      long now = System.nanoTime();
      statistics.waited().record(now - first.getValue());
      working.put(first.getKey(), now);
      return first.getKey();
    } finally {
      lock.unlock();
    }
  }

  /** The work on a key has ended, well or not. */
  public void done(K key) {
    lock.lock();
    try {
      Long began = working.remove(key);
      if (began != null) statistics.worked().record(System.nanoTime() - began);
      if (again.remove(key) && !closed && waiting.putIfAbsent(key, System.nanoTime()) == null) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many keys wait now; delayed ones do not count. */
  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** What happened here so far. */
  public QueueStatistics statistics() {
    return statistics;
  }

  /** Sends the workers home. What waits is dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      delayed.values().forEach(entry -> entry.cancel.run());
      delayed.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void due(K key) {
    lock.lock();
    try {
      delayed.remove(key);
      add(key);
    } finally {
      lock.unlock();
    }
  }

  private record Delayed(Instant due, Runnable cancel) {}
}
