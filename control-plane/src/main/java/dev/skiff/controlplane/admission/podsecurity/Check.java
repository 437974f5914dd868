package dev.skiff.controlplane.admission.podsecurity;

/** One control of the Pod Security Standards. */
@FunctionalInterface
interface Check {
  /** What the Pod does against it; null if nothing. */
  Violation look(PodView pod);
}
