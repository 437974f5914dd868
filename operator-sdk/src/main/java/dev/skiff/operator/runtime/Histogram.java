package dev.skiff.operator.runtime;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long things took, counted in buckets as Prometheus has them. Lock-free. */
public final class Histogram {
  private final double[] bounds;
  private final AtomicLongArray counts;
  private final LongAdder nanos = new LongAdder();

  /**
   * @param bounds upper bounds in seconds, ascending; what is above all of them counts too
   */
  public Histogram(double... bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.length + 1);
  }

  /** Counts a duration. */
  public void record(long nanoseconds) {
    int bucket = Arrays.binarySearch(bounds, nanoseconds / 1e9);
    counts.incrementAndGet(bucket < 0 ? -bucket - 1 : bucket);
    nanos.add(nanoseconds);
  }

  /** Upper bounds in seconds. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** How many were at most as long as each bound; the last element counts all. */
  public long[] cumulative() {
    long[] all = new long[counts.length()];
    long sum = 0;
    for (int i = 0; i < all.length; i++) all[i] = sum += counts.get(i);
    return all;
  }

  /** The sum of all durations in seconds. */
  public double sum() {
    return nanos.sum() / 1e9;
  }
}
