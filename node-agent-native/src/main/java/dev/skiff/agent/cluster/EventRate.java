package dev.skiff.agent.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps an object that fails on and on, such as a pod whose probe does, from keeping the API server
 * busy: 25 events at once, then one in 5 minutes, as upstream has it. Used by one thread.
 */
final class EventRate {
  private static final int BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);
  private static final int MAX_REMEMBERED = 4096;

  private final Map<String, Bucket> buckets = new RecentlyUsed();

  private record Bucket(double left, Instant at) {}

  /** Whether another event of the object may be sent. */
  boolean allows(String uid, Instant at) {
    Bucket before = buckets.getOrDefault(uid, new Bucket(BURST, at));
    double refilled = (double) Duration.between(before.at, at).toMillis() / REFILL.toMillis();
    double left = Math.min(BURST, before.left + Math.max(0, refilled));
    boolean some = left >= 1;
    buckets.put(uid, new Bucket(some ? left - 1 : left, at));
    return some;
  }

  private static final class RecentlyUsed extends LinkedHashMap<String, Bucket> {
    RecentlyUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}
