package dev.skiff.agent.server;

/** A request that is answered with an HTTP error and a line of text. */
final class StatusError extends RuntimeException {

  private final int status;

  StatusError(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
