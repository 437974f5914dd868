package dev.skiff.controlplane.auth;

import java.util.Optional;

/** Node agents are users {@code system:node:<name>} in the group {@code system:nodes}. */
public final class NodeIdentity {
  public static final String PREFIX = "system:node:";
  public static final String GROUP = Groups.NODES;

  private NodeIdentity() {}

  /** The node that the user is; empty if it is none. */
  public static Optional<String> of(UserInfo user) {
    return user.name().startsWith(PREFIX) && user.groups().contains(GROUP)
        ? Optional.of(user.name().substring(PREFIX.length()))
        : Optional.empty();
  }
}
