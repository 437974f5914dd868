package dev.skiff.agent.container;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Growing delays per key: each failure doubles the delay up to a limit, twice the limit without
 * failure forgets it. Not safe for use by several threads.
 */
public final class BackOff {

  private final Duration initial;
  private final Duration max;
  private final Map<String, Entry> entries = new HashMap<>();

  private record Entry(Duration delay, Instant since) {}

  /** Delays from {@code initial} to {@code max}. */
  public BackOff(Duration initial, Duration max) {
    this.initial = initial;
    this.max = max;
  }

  /** The delay that counts now; zero if there is none. */
  public Duration delay(String key) {
    Entry entry = entries.get(key);
    return entry == null ? Duration.ZERO : entry.delay;
  }

  /**
   * When the key may be tried again, null for at once.
   *
   * @param failed when it failed last
   */
  public Instant until(String key, Instant failed, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null || expired(entry, failed)) {
      return null;
    }
    Instant until = failed.plus(entry.delay);
    return until.isAfter(now) ? until : null;
  }

  /** Notes that the key is tried (again) now. */
  public void next(String key, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null || expired(entry, now)) {
      entries.put(key, new Entry(initial, now));
    } else {
      Duration doubled = entry.delay.multipliedBy(2);
      entries.put(key, new Entry(doubled.compareTo(max) > 0 ? max : doubled, now));
    }
  }

  /** Forgets a key. */
  public void reset(String key) {
    entries.remove(key);
  }

  private boolean expired(Entry entry, Instant at) {
    return Duration.between(entry.since, at).compareTo(max.multipliedBy(2)) > 0;
  }
}
