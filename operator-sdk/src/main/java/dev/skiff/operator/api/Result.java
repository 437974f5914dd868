package dev.skiff.operator.api;

import java.time.Duration;

/**
 * How a reconciliation ended well. One that failed throws.
 *
 * @param after when to look again even if nothing changes; null for never
 */
public record Result(Duration after) {
  private static final Result DONE = new Result(null);

  /** Nothing more to do until something changes. */
  public static Result done() {
    return DONE;
  }

  /** Look again after a while, because time itself matters to this object. */
  public static Result requeueAfter(Duration after) {
    return new Result(after);
  }
}
