package dev.skiff.agent.dns.wire;

/** Bytes that are no DNS query. */
public final class MalformedMessageException extends Exception {
  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
