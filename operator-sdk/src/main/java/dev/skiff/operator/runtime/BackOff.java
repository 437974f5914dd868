package dev.skiff.operator.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Delays that double with each failure of a key in a row.
 *
 * @param <K> what may fail
 */
public final class BackOff<K> {
  private final Duration first;
  private final Duration limit;
  private final Map<K, Integer> failures = new ConcurrentHashMap<>();

  /**
   * @param first delay after the first failure
   * @param limit the longest delay
   */
  public BackOff(Duration first, Duration limit) {
    this.first = first;
    this.limit = limit;
  }

  /** The delay after one more failure. */
  public Duration next(K key) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    if (before >= 32) return limit;
    Duration delay = first.multipliedBy(1L << before);
    return delay.compareTo(limit) > 0 ? limit : delay;
  }

  /** How often the key has failed in a row. */
  public int failures(K key) {
    return failures.getOrDefault(key, 0);
  }

  /** The key is well again. */
  public void forget(K key) {
    failures.remove(key);
  }
}
