package dev.skiff.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;

/** The API server refused, or could not be reached ({@link #code()} is 0 then). */
public final class ApiException extends RuntimeException {

  private final int code;
  private final String reason;

  private ApiException(int code, String reason, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
  }

  /** What a {@code Status} object in an answer says. */
  public static ApiException refused(int code, byte[] body) {
    JsonNode status;
    try {
      status = Json.read(body, JsonNode.class);
    } catch (UncheckedIOException e) {
      status = Json.object();
    }
    return new ApiException(
        status.path("code").asInt(code),
        status.path("reason").asText(""),
        status.path("message").asText("the server answered " + code),
        null);
  }

  /** There was no answer. */
  public static ApiException unreachable(String request, Throwable cause) {
    return new ApiException(0, "", request + ": " + cause, cause);
  }

  /** The HTTP status, 0 without an answer. */
  public int code() {
    return code;
  }

  /** The server is away, or cannot answer at present. */
  public boolean isTemporary() {
    return code == 0 || code == 429 || code >= 500;
  }

  /** There was no answer in time, although the server may be there. */
  public boolean timedOut() {
    return code == 0 && getCause() instanceof TimeoutException;
  }

  /** The {@code reason} of the Status, empty without one. */
  public String reason() {
    return reason;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  public boolean isConflict() {
    return code == 409;
  }

  /** The resource version is too old to watch or list from. */
  public boolean isGone() {
    return code == 410;
  }
}
