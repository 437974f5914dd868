package dev.skiff.controlplane.auth.audit;

/** When an event is written. */
enum AuditStage {
  REQUEST_RECEIVED("RequestReceived"),
  RESPONSE_STARTED("ResponseStarted"),
  RESPONSE_COMPLETE("ResponseComplete"),
  PANIC("Panic");

  private final String text;

  AuditStage(String text) {
    this.text = text;
  }

  /** As policies and events have it. */
  String text() {
    return text;
  }

  /**
   * Reads a stage.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static AuditStage of(String text) {
    for (AuditStage stage : values()) {
      if (stage.text.equals(text)) return stage;
    }
    throw new IllegalArgumentException(
        "omitStages: Invalid value: \"%s\": allowed stages are RequestReceived, ResponseStarted, ResponseComplete, Panic"
            .formatted(text));
  }
}
