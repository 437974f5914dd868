package dev.skiff.controlplane.auth;

import java.util.List;
import java.util.Map;

/**
 * Who makes a request, as authentication found out.
 *
 * @param name for example {@code system:serviceaccount:default:builder}
 * @param uid empty if unknown
 * @param groups for example {@code system:authenticated}
 * @param extra further facts about the user
 */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {

  /** Members of this group may do everything. */
  public static final String MASTERS = "system:masters";

  /** A caller that showed no credentials. */
  public static final UserInfo ANONYMOUS =
      new UserInfo("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

  public UserInfo {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }
}
