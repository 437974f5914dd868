package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.api.request.FieldSelector;

/** Decides whether a user may do what a request asks. */
public interface Authorizer {

  /** Never throws; an authorizer that cannot decide has no opinion. */
  Decision authorize(Attributes attributes);

  /**
   * What is to be decided. Resource requests fill all but {@code path}, others {@code path} and
   * {@code verb} only. Absent strings are empty, never null.
   *
   * @param fieldSelector what a list, watch or deletecollection is narrowed to (KEP-4601); it
   *     selects everything if there is none, or if it could not be read
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
      String path,
      FieldSelector fieldSelector) {

    /** Of a request that selects everything. */
    public Attributes(
        UserInfo user,
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        boolean resourceRequest,
        String path) {
      this(
          user,
          verb,
          group,
          version,
          resource,
          subresource,
          namespace,
          name,
          resourceRequest,
          path,
          FieldSelector.EVERYTHING);
    }
  }

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
