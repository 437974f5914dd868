package dev.skiff.controlplane.resource.cel;

/** How much an expression may cost; a unit is about one step of the interpreter. */
public final class CelLimits {
  /** One evaluation of one expression. */
  public static final long PER_CALL = 1_000_000;

  /** All expressions of a policy, or all rules of a custom resource, for one object. */
  public static final long PER_OBJECT = 10_000_000;

  /** The match conditions of a webhook or a policy, for one request. */
  public static final long MATCH_CONDITIONS = 2_500_000;

  /**
   * The characters of all texts that functions put together in one evaluation of one expression: as
   * many as {@code +} may within the limit of cost where types are known. Else, and of other
   * functions, the cost does not grow with what they make.
   */
  public static final long TEXT = 10_000_000;

  /**
   * The elements that functions look at inside of values in one evaluation of one expression. Lists
   * may share their parts, and then have many more elements than their making, or the look at them,
   * costs.
   */
  public static final long ELEMENTS = 10_000_000;

  private CelLimits() {}
}
