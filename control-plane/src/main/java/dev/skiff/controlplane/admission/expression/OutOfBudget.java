package dev.skiff.controlplane.admission.expression;

/** Expressions cost more than they may, all together; none of them counts. */
public final class OutOfBudget extends RuntimeException {
  OutOfBudget() {
    super(
        "validation failed due to running out of cost budget, no further validation rules will be"
            + " run",
        null,
        false,
        false);
  }
}
