package dev.skiff.agent.stats;

import java.util.HashMap;
import java.util.Map;

/**
 * Processor time per second, from two counts: the runtime counts time only. A rate is that since
 * the count before the last which is at least a second older. Safe for use by several threads.
 */
final class CpuRates {

  private static final long MIN_NANOS = 1_000_000_000L;
  private static final long MAX_AGE_NANOS = 600 * MIN_NANOS;

  private record Count(long time, long used, long rate) {}

  private final Map<String, Count> counts = new HashMap<>();

  /**
   * Takes a count in.
   *
   * @param key of what was counted
   * @param time of the count, in nanoseconds
   * @param used processor time, in nanoseconds
   * @return nanoseconds of processor time per second; -1 while there is one count only
   */
  synchronized long rate(String key, long time, long used) {
    Count before = counts.get(key);
    if (before != null && time - before.time < MIN_NANOS) {
      return before.rate;
    }
    counts.values().removeIf(count -> time - count.time > MAX_AGE_NANOS);
    long rate =
        before == null || used < before.used
            ? -1
            : (long) ((used - before.used) * 1e9 / (time - before.time));
    counts.put(key, new Count(time, used, rate));
    return rate;
  }
}
