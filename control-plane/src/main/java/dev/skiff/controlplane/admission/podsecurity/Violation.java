package dev.skiff.controlplane.admission.podsecurity;

/**
 * Something that a level of the Pod Security Standards forbids.
 *
 * @param title what, for example {@code privileged}
 * @param detail who does it; may be empty
 */
record Violation(String title, String detail) {
  @Override
  public String toString() {
    return detail.isEmpty() ? title : title + " (" + detail + ")";
  }
}
