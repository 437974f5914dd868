package dev.skiff.controlplane.resource.validation;

/** Numbers of ports. */
public final class PortNumbers {
  private PortNumbers() {}

  /** Checks that it is one. */
  public static void check(String field, long number, FieldErrors errors) {
    if (number < 1 || number > 65535) {
      errors.invalid(field, number, "must be between 1 and 65535, inclusive");
    }
  }
}
