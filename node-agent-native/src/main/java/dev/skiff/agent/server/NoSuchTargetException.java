package dev.skiff.agent.server;

/** The container or pod of a streaming session does not run; its message is for the user. */
public final class NoSuchTargetException extends RuntimeException {

  public NoSuchTargetException(String message) {
    super(message);
  }
}
