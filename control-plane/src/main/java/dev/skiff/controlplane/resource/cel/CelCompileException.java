package dev.skiff.controlplane.resource.cel;

/** An expression that cannot be compiled; the message is upstream's, of one or more lines. */
public final class CelCompileException extends Exception {
  /** The messages of the compiler, in the form {@code ERROR: <input>:1:3: …}. */
  public CelCompileException(String message) {
    super(message, null, false, false);
  }
}
