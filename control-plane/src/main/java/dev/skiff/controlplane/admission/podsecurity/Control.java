package dev.skiff.controlplane.admission.podsecurity;

import java.util.List;

/**
 * A control of the Pod Security Standards through the versions.
 *
 * @param id upstream's
 * @param level from which on it holds
 * @param replaces the id of a control of the level below that does not hold where this one does;
 *     empty if there is none
 * @param revisions the oldest first
 */
record Control(String id, Level level, String replaces, List<Revision> revisions) {
  /**
   * @param minor the first version that it is in
   */
  record Revision(int minor, Check check) {}

  static Control baseline(String id, Revision... revisions) {
    return new Control(id, Level.BASELINE, "", List.of(revisions));
  }

  static Control restricted(String id, String replaces, Revision... revisions) {
    return new Control(id, Level.RESTRICTED, replaces, List.of(revisions));
  }

  static Revision since(int minor, Check check) {
    return new Revision(minor, check);
  }

  /** What it looks at in a version; null if that version does not have it. */
  Check at(int minor) {
    Check found = null;
    for (Revision each : revisions) {
      if (each.minor <= minor) found = each.check;
    }
    return found;
  }
}
