package dev.skiff.controlplane.controller.history;

/** The name of a new ControllerRevision is taken by another template. */
public final class HashCollisionException extends RuntimeException {
  HashCollisionException(String name, Exception cause) {
    super("controller revision " + name + " exists with another template", cause);
  }
}
