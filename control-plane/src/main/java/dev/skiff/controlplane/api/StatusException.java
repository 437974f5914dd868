package dev.skiff.controlplane.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal that reaches the client as a {@code Status} object. */
public final class StatusException extends RuntimeException {
  private final int code;
  private final String reason;
  private final transient ObjectNode details;
  private final String continueToken;

  /**
   * @param code HTTP status
   * @param reason machine-readable reason such as NotFound; see the API conventions
   * @param message for people
   * @param details the Status' details; null if none
   */
  public StatusException(int code, String reason, String message, ObjectNode details) {
    this(code, reason, message, details, null);
  }

  /**
   * @param continueToken goes into the Status' list metadata; null if none
   */
  StatusException(
      int code, String reason, String message, ObjectNode details, String continueToken) {
    super(message, null, false, false);
    this.continueToken = continueToken;
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /** The Status object, as it is sent. */
  public ObjectNode status() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    ObjectNode metadata = status.putObject("metadata");
    if (continueToken != null) metadata.put("continue", continueToken);
    status.put("status", "Failure").put("message", getMessage());
    if (!reason.isEmpty()) status.put("reason", reason);
    if (details != null) status.set("details", details);
    status.put("code", code);
    return status;
  }
}
