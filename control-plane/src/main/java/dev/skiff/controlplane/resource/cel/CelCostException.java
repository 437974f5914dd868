package dev.skiff.controlplane.resource.cel;

/** An evaluation that was cut off because it cost too much. */
public final class CelCostException extends RuntimeException {
  CelCostException() {
    super("operation cancelled: actual cost limit exceeded", null, false, false);
  }
}
