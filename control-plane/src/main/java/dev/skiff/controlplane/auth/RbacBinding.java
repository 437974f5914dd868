package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A RoleBinding or ClusterRoleBinding, ready to be looked up.
 *
 * @param namespace empty for a ClusterRoleBinding
 * @param clusterRole whether it refers to a ClusterRole, else to a Role of its namespace
 */
record RbacBinding(
    String namespace, String name, boolean clusterRole, String role, List<Subject> subjects) {

  static RbacBinding of(JsonNode binding) {
    String namespace = binding.path("metadata").path("namespace").asText();
    List<Subject> subjects = new ArrayList<>();
    for (JsonNode each : binding.path("subjects")) {
      String kind = each.path("kind").asText();
      String name = each.path("name").asText();
      String home = each.path("namespace").asText();
      String user =
          kind.equals("ServiceAccount") ? "system:serviceaccount:" + home + ":" + name : name;
      String text = kind + " \"" + name + (home.isEmpty() ? "" : "/" + home) + "\"";
      subjects.add(new Subject(kind.equals("Group"), user, text));
    }
    return new RbacBinding(
        namespace,
        binding.path("metadata").path("name").asText(),
        binding.path("roleRef").path("kind").asText().equals("ClusterRole"),
        binding.path("roleRef").path("name").asText(),
        List.copyOf(subjects));
  }

  /** Why it allows something, in upstream's words. */
  String allowedFor(Subject subject) {
    return "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s"
        .formatted(
            namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding",
            namespace.isEmpty() ? name : name + "/" + namespace,
            clusterRole ? "ClusterRole" : "Role",
            role,
            subject.text());
  }

  /**
   * To whom a role is bound.
   *
   * @param group whether {@code name} is a group's name, else a user's
   * @param text how reasons speak of it
   */
  record Subject(boolean group, String name, String text) {
    /** The name under which bindings are looked up. */
    String key() {
      return group ? groupKey(name) : userKey(name);
    }

    static String groupKey(String name) {
      return "g:" + name;
    }

    static String userKey(String name) {
      return "u:" + name;
    }
  }
}
