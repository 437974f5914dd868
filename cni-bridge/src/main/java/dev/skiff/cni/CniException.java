package dev.skiff.cni;

/**
 * A failure that the runtime is told as CNI JSON.
 *
 * <p>Codes below 100 are those of the CNI specification, section 5 "Error".
 */
final class CniException extends Exception {
  private static final long serialVersionUID = 1L;
  static final int INCOMPATIBLE_VERSION = 1;
  static final int CONTAINER_UNKNOWN = 3;
  static final int INVALID_ENVIRONMENT = 4;
  static final int IO_FAILURE = 5;
  static final int UNDECODABLE = 6;
  static final int INVALID_CONFIGURATION = 7;
  static final int KERNEL_REFUSED = 100;
  static final int ADDRESSES_EXHAUSTED = 101;
  static final int CHECK_FAILED = 102;

  private final int code;

  CniException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
