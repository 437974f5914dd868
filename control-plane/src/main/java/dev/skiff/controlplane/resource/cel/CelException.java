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

  /** A value that cannot be made one of another type. */
  static CelException notConvertible(String from, String to) {
    return new CelException("type conversion error from '%s' to '%s'".formatted(from, to));
  }

  /** A key or field that is not there. */
  public static CelException noSuchKey(Object key) {
    return new CelException("no such key: " + shown(key));
  }

  /** A key as messages show it. */
  static Object shown(Object key) {
    return key instanceof Double ? Conversions.toText(key) : key;
  }
}
