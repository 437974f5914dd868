package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.api.request.FieldSelector;
import java.util.List;
import java.util.Map;

/** Short forms of what authorizers are asked. */
final class Asked {
  private Asked() {}

  static UserInfo user(String name, String... groups) {
    return new UserInfo(name, "", List.of(groups), Map.of());
  }

  static UserInfo node(String name) {
    return user("system:node:" + name, "system:nodes", "system:authenticated");
  }

  /** {@code resource} may be {@code pods/log}. */
  static Authorizer.Attributes resource(
      UserInfo user, String verb, String group, String resource, String namespace, String name) {
    int slash = resource.indexOf('/');
    return new Authorizer.Attributes(
        user,
        verb,
        group,
        "v1",
        slash < 0 ? resource : resource.substring(0, slash),
        slash < 0 ? "" : resource.substring(slash + 1),
        namespace,
        name,
        true,
        "");
  }

  /** For many objects of all namespaces. */
  static Authorizer.Attributes selected(
      UserInfo user, String verb, String group, String resource, String selector) {
    FieldSelector fields = FieldSelector.parse(selector);
    return new Authorizer.Attributes(
        user, verb, group, "v1", resource, "", "", "", true, "", fields);
  }

  static Authorizer.Attributes path(UserInfo user, String verb, String path) {
    return new Authorizer.Attributes(user, verb, "", "", "", "", "", "", false, path);
  }
}
