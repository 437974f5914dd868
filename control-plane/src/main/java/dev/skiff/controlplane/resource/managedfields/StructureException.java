package dev.skiff.controlplane.resource.managedfields;

/** A value does not have the shape that its schema prescribes; the message is upstream's. */
public final class StructureException extends RuntimeException {
  public StructureException(String message) {
    super(message, null, false, false);
  }
}
