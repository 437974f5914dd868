package dev.skiff.controlplane.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What becomes of a request that was admitted; plugins that keep count ask to be told. Used by the
 * request's thread alone.
 */
public final class Outcome {
  /** Nothing was stored. */
  public static final long NOTHING = -1;

  /** The request was interrupted while the store had it: it may be stored, or not. */
  public static final long UNKNOWN = -2;

  private final List<LongConsumer> curious = new ArrayList<>(1);

  /**
   * Asks to be told once.
   *
   * @param told of the revision that was stored, {@link #NOTHING} or {@link #UNKNOWN}
   */
  public void whenSettled(LongConsumer told) {
    curious.add(told);
  }

  /**
   * Tells it.
   *
   * @param revision that was stored, {@link #NOTHING} or {@link #UNKNOWN}
   */
  public void settle(long revision) {
    curious.forEach(each -> each.accept(revision));
    curious.clear();
  }

  /** What a request has come to that stored nothing it knows of. */
  public static long unstored() {
    return Thread.currentThread().isInterrupted() ? UNKNOWN : NOTHING;
  }
}
