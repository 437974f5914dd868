package dev.skiff.controlplane.auth;

import java.util.ArrayList;
import java.util.List;

/** Groups that the API server itself hands out. */
final class Groups {
  static final String AUTHENTICATED = "system:authenticated";
  static final String UNAUTHENTICATED = "system:unauthenticated";
  static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
  static final String NODES = "system:nodes";
  static final String BOOTSTRAPPERS = "system:bootstrappers";

  private Groups() {}

  /** The user as a member of {@code system:authenticated}. */
  static UserInfo authenticated(UserInfo user) {
    if (user.groups().contains(AUTHENTICATED)) return user;
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(AUTHENTICATED);
    return new UserInfo(user.name(), user.uid(), groups, user.extra());
  }
}
