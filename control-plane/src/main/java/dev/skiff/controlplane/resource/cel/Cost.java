package dev.skiff.controlplane.resource.cel;

/** Counts what an evaluation costs, and stops it at a limit. For one thread. */
public final class Cost {
  private final long limit;
  private long spent;

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
   * Spends.
   *
   * @throws CelCostException if that is too much
   */
  void add(long units) {
    spent = units > Long.MAX_VALUE - spent ? Long.MAX_VALUE : spent + units;
    if (spent > limit) throw new CelCostException();
  }
}
