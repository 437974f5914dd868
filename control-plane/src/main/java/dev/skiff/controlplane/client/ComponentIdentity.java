package dev.skiff.controlplane.client;

import dev.skiff.controlplane.auth.UserInfo;
import java.util.List;
import java.util.Map;

/** Whom the parts of the control plane speak for. RBAC's default roles know these names. */
public final class ComponentIdentity {
  private static final String AUTHENTICATED = "system:authenticated";

  private ComponentIdentity() {}

  /** Fills the informers that all controllers share. */
  public static UserInfo controllerManager() {
    return user("system:kube-controller-manager");
  }

  /** Places Pods. */
  public static UserInfo scheduler() {
    return user("system:kube-scheduler");
  }

  /** A controller writes as a service account of its own, so that each may do only its part. */
  public static UserInfo controller(String name) {
    return new UserInfo(
        "system:serviceaccount:kube-system:" + name,
        "",
        List.of("system:serviceaccounts", "system:serviceaccounts:kube-system", AUTHENTICATED),
        Map.of());
  }

  /** The program that speaks for a user upstream: the name by which managedFields know it. */
  static String component(UserInfo user) {
    return user.name().equals("system:kube-scheduler")
        ? "kube-scheduler"
        : "kube-controller-manager";
  }

  private static UserInfo user(String name) {
    return new UserInfo(name, "", List.of(AUTHENTICATED), Map.of());
  }
}
