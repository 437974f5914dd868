package dev.skiff.controlplane.admission.podsecurity;

/** A level of the Pod Security Standards; the stricter ones later. */
enum Level {
  PRIVILEGED("privileged"),
  BASELINE("baseline"),
  RESTRICTED("restricted");

  private final String text;

  Level(String text) {
    this.text = text;
  }

  /** As labels write it. */
  String text() {
    return text;
  }

  /** As labels write it; null if there is no such level. */
  static Level of(String text) {
    for (Level level : values()) {
      if (level.text.equals(text)) return level;
    }
    return null;
  }
}
