package dev.skiff.controlplane.resource.cel;

import dev.cel.common.values.CelByteString;

/** Counts what an evaluation costs, and stops it at a limit. For one thread. */
public final class Cost {
  private static final ScopedValue<Cost> RUNNING = ScopedValue.newInstance();

  /** What is copied takes memory, too. */
  private static final int COPY = 10;

  private final long limit;
  private long spent;
  private long characters;
  private long seen;

  /**
   * @param limit the most that may be spent
   */
  public Cost(long limit) {
    this.limit = limit;
  }

  /** What was spent so far. */
  public long spent() {
    return spent;
  }

  /**
   * Counts what a function has put together, if it is a text or bytes.
   *
   * @throws CelCostException if that is too much
   */
  void made(Object value) {
    characters +=
        switch (value) {
          case String text -> text.length();
          case CelByteString bytes -> bytes.size();
          default -> 0;
        };
    if (characters > CelLimits.TEXT) throw new CelCostException();
  }

  /** Runs what {@link #look} counts here. */
  <T> T count(ScopedValue.CallableOp<T, RuntimeException> evaluation) {
    return ScopedValue.where(RUNNING, this).call(evaluation);
  }

  /**
   * Counts elements that a function looks at in the evaluation that this thread is in.
   *
   * @throws CelCostException if there are too many
   */
  public static void look(long elements) {
    if (RUNNING.isBound()) RUNNING.get().see(elements);
  }

  /** As {@link #look} for elements of which a copy is made. */
  static void copy(long elements) {
    look(elements * COPY);
  }

  private void see(long elements) {
    seen += elements;
    if (seen > CelLimits.ELEMENTS) throw new CelCostException();
  }

  /**
   * Spends.
   *
   * @throws CelCostException if that is too much
   */
  void add(long units) {
    spent = units > Long.MAX_VALUE - spent ? Long.MAX_VALUE : spent + units;
    if (spent > limit) throw new CelCostException();
  }
}
