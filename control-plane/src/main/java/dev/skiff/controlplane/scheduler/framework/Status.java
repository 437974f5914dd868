package dev.skiff.controlplane.scheduler.framework;

import java.util.List;

/**
 * A plugin's answer.
 *
 * @param reasons for people, as they are counted in events
 */
public record Status(Code code, List<String> reasons) {
  public static final Status SUCCESS = new Status(Code.SUCCESS, List.of());

  /** The kinds of answer. */
  public enum Code {
    SUCCESS,
    /** Not now; the removal of other Pods may help. */
    UNSCHEDULABLE,
    /** Not here, whatever Pods are removed. */
    UNRESOLVABLE,
    /** Permit: not yet. */
    WAIT,
    /** Something broke. */
    ERROR
  }

  public static Status unschedulable(String... reasons) {
    return new Status(Code.UNSCHEDULABLE, List.of(reasons));
  }

  public static Status unresolvable(String... reasons) {
    return new Status(Code.UNRESOLVABLE, List.of(reasons));
  }

  public static Status error(String reason) {
    return new Status(Code.ERROR, List.of(reason));
  }

  public boolean success() {
    return code == Code.SUCCESS;
  }
}
