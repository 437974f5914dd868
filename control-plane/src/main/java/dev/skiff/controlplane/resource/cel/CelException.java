package dev.skiff.controlplane.resource.cel;

/** An expression that has no value for these variables; the message is upstream's. */
public class CelException extends RuntimeException {
  public CelException(String message) {
    super(message, null, false, false);
  }

  /** A function that does not take values of these types. */
  public static CelException noSuchOverload() {
    return new CelException("no such overload");
  }

  /** A key or field that is not there. */
  public static CelException noSuchKey(Object key) {
    return new CelException("no such key: " + key);
  }
}
