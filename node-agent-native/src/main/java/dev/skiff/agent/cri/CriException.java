package dev.skiff.agent.cri;

import io.grpc.Status;

/** A call to the container runtime that failed; the message is the runtime's own description. */
public final class CriException extends RuntimeException {

  private final Status.Code code;

  /** An error of the runtime. */
  public CriException(Status.Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The gRPC code. */
  public Status.Code code() {
    return code;
  }

  /** The sandbox, container or image does not exist. */
  public boolean notFound() {
    return code == Status.Code.NOT_FOUND;
  }

  /** The runtime is not there (yet, or any more). */
  public boolean unavailable() {
    return code == Status.Code.UNAVAILABLE;
  }

  /** The runtime does not know this call. */
  public boolean unimplemented() {
    return code == Status.Code.UNIMPLEMENTED;
  }

  /** The call took longer than it was given. */
  public boolean deadlineExceeded() {
    return code == Status.Code.DEADLINE_EXCEEDED;
  }

  @Override
  public String toString() {
    return "rpc error: code = " + camelCase(code) + " desc = " + getMessage();
  }

  /** Codes are written as client programs of the Kubernetes world know them: NotFound. */
  private static String camelCase(Status.Code code) {
    StringBuilder text = new StringBuilder();
    for (String part : code.name().split("_")) {
      text.append(part.charAt(0)).append(part.substring(1).toLowerCase());
    }
    return text.toString();
  }
}
