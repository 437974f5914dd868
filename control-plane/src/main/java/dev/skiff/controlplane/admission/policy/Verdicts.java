package dev.skiff.controlplane.admission.policy;

import java.util.List;

/**
 * What a policy says of a request with one parameter object.
 *
 * @param refusals validations that did not hold or could not be evaluated
 * @param annotations for the audit event
 */
record Verdicts(List<Refusal> refusals, List<Annotation> annotations) {
  static final Verdicts NONE = new Verdicts(List.of(), List.of());

  /**
   * A refusal.
   *
   * @param index of the validation
   * @param reason Invalid, Forbidden, Unauthorized or RequestEntityTooLarge
   */
  record Refusal(int index, String message, String reason) {}

  /**
   * An annotation.
   *
   * @param error why there is no value; else empty
   */
  record Annotation(String key, String value, String error) {}

  static Verdicts failure(boolean failOpen, String message) {
    return failOpen ? NONE : new Verdicts(List.of(new Refusal(0, message, "Invalid")), List.of());
  }
}
