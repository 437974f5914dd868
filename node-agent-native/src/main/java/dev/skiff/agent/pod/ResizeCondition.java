package dev.skiff.agent.pod;

import java.time.Instant;
import java.util.Objects;

/**
 * PodResizePending or PodResizeInProgress, both of which are True as long as they are there.
 *
 * @param reason Deferred, Infeasible or Error; null for a resize that goes on well
 * @param message null for none
 * @param generation of the spec that the condition is about
 * @param since when it came to have this reason
 */
record ResizeCondition(String type, String reason, String message, long generation, Instant since) {

  static final String PENDING = "PodResizePending";
  static final String IN_PROGRESS = "PodResizeInProgress";

  /** The successor of a condition, which keeps its time unless the reason changes. */
  static ResizeCondition after(
      ResizeCondition before,
      String type,
      String reason,
      String message,
      long generation,
      Instant now) {
    boolean same = before != null && Objects.equals(before.reason, reason);
    return new ResizeCondition(type, reason, message, generation, same ? before.since : now);
  }
}
