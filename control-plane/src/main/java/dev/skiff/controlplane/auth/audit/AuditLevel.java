package dev.skiff.controlplane.auth.audit;

/** How much of a request is written; each level has all of the ones before it. */
enum AuditLevel {
  NONE("None"),
  METADATA("Metadata"),
  REQUEST("Request"),
  REQUEST_RESPONSE("RequestResponse");

  private final String text;

  AuditLevel(String text) {
    this.text = text;
  }

  /** As policies and events have it. */
  String text() {
    return text;
  }

  boolean atLeast(AuditLevel other) {
    return compareTo(other) >= 0;
  }

  /**
   * Reads a level.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static AuditLevel of(String text) {
    for (AuditLevel level : values()) {
      if (level.text.equals(text)) return level;
    }
    throw new IllegalArgumentException(
        "level: Unsupported value: \"%s\": supported values: None, Metadata, Request, RequestResponse"
            .formatted(text));
  }
}
