package dev.skiff.controlplane.resource.cel;

import dev.cel.common.values.CelByteString;

/** Counts what an evaluation costs, and stops it at a limit. For one thread. */
public final class Cost {
  private final long limit;
  private long spent;
  private long characters;

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
