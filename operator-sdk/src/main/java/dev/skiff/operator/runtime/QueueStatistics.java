package dev.skiff.operator.runtime;

import java.util.concurrent.atomic.LongAdder;

/** What happened in a work queue since it began. */
public final class QueueStatistics {
  private final LongAdder adds = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final Histogram waited = new Histogram(powersOfTen());
  private final Histogram worked = new Histogram(powersOfTen());

  /** Keys that were added and did not wait already. */
  public long adds() {
    return adds.sum();
  }

  /** Keys that were added again after a failure. */
  public long retries() {
    return retries.sum();
  }

  /** How long keys waited. */
  public Histogram waited() {
    return waited;
  }

  /** How long keys were worked on. */
  public Histogram worked() {
    return worked;
  }

  void added() {
    adds.increment();
  }

  void retried() {
    retries.increment();
  }

  /** From ten nanoseconds to a thousand seconds. */
  private static double[] powersOfTen() {
    double[] bounds = new double[12];
    for (int i = 0; i < bounds.length; i++) bounds[i] = Math.pow(10, i - 8);
    return bounds;
  }
}
