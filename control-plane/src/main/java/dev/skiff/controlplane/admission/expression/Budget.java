package dev.skiff.controlplane.admission.expression;

/** What the expressions about one request may cost together. */
public final class Budget {
  private long left;

  /**
   * @param units in those of {@link dev.skiff.controlplane.resource.cel.CelLimits}
   */
  public Budget(long units) {
    left = units;
  }

  /**
   * @throws OutOfBudget if there is not that much left
   */
  void spend(long units) {
    left -= units;
    if (left < 0) throw new OutOfBudget();
  }
}
