package dev.skiff.controlplane.api.endpoint;

/** One thing that must be well for the server to be. */
public interface HealthCheck {

  /** Its name in paths and reports. */
  String name();

  /** What is wrong; null if nothing is. Must not block for long. */
  String problem();

  /** True if it says only whether the server is ready, not whether it must be restarted. */
  default boolean readinessOnly() {
    return false;
  }
}
