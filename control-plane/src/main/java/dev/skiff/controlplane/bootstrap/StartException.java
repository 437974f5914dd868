package dev.skiff.controlplane.bootstrap;

/** Why the control plane cannot start: one line that says what is wrong and what to do. */
public final class StartException extends RuntimeException {
  public StartException(String message) {
    super(message, null, false, false);
  }
}
