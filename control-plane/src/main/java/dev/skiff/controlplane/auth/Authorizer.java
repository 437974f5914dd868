package dev.skiff.controlplane.auth;

/** Decides whether a user may do what a request asks. */
public interface Authorizer {

  /** Never throws; an authorizer that cannot decide has no opinion. */
  Decision authorize(Attributes attributes);

  /**
   * What is to be decided. Resource requests fill all but {@code path}, others {@code path} and
   * {@code verb} only. Absent strings are empty, never null.
   */
  record Attributes(
      UserInfo user,
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String namespace,
      String name,
      boolean resourceRequest,
      String path) {}

  /**
   * An answer.
   *
   * @param reason why, for the caller to read; may be empty
   */
  record Decision(Verdict verdict, String reason) {
    public boolean allowed() {
      return verdict == Verdict.ALLOW;
    }
  }

  /** The possible answers. */
  enum Verdict {
    ALLOW,
    DENY,
    NO_OPINION
  }
}
