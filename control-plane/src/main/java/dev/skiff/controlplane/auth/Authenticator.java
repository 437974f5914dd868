package dev.skiff.controlplane.auth;

import java.util.List;
import java.util.Map;

/** One way to find out who a caller is. */
public interface Authenticator {

  /** Never throws. */
  Result authenticate(Credentials credentials);

  /** What was found out. */
  sealed interface Result {}

  /**
   * The caller is known.
   *
   * @param audiences for whom the credential was made; empty if it does not say
   * @param notes for the audit log
   */
  record Known(UserInfo user, List<String> audiences, Map<String, String> notes) implements Result {
    Known(UserInfo user, List<String> audiences) {
      this(user, audiences, Map.of());
    }
  }

  /** There is no credential of this sort. */
  record Absent() implements Result {}

  /**
   * There is one, and it does not hold.
   *
   * @param reason for the log and for token reviews
   */
  record Invalid(String reason) implements Result {}

  Absent ABSENT = new Absent();
}
