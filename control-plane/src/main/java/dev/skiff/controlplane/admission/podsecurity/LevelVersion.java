package dev.skiff.controlplane.admission.podsecurity;

/**
 * A level as it was in a minor version of Kubernetes.
 *
 * @param minor {@link #LATEST} for the newest
 */
record LevelVersion(Level level, int minor) {
  static final int LATEST = Integer.MAX_VALUE;

  boolean privileged() {
    return level == Level.PRIVILEGED;
  }

  LevelVersion withLevel(Level other) {
    return new LevelVersion(other, minor);
  }

  LevelVersion withMinor(int other) {
    return new LevelVersion(level, other);
  }

  /** For example {@code baseline:latest} or {@code restricted:v1.24}. */
  @Override
  public String toString() {
    return level.text() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
  }
}
