package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** Role bindings and cluster role bindings: the role never changes, subjects are complete. */
final class RoleBindingBehaviour implements Behaviour {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> SUBJECTS = List.of("ServiceAccount", "User", "Group");

  private final boolean namespaced;

  RoleBindingBehaviour(boolean namespaced) {
    this.namespaced = namespaced;
  }

  @Override
  public Names.Rule nameRule() {
    return Names.Rule.PATH_SEGMENT;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode role = object.path("roleRef");
    String group = role.path("apiGroup").asText(role.isMissingNode() ? GROUP : "");
    if (!group.equals(GROUP)) errors.unsupported("roleRef.apiGroup", group, List.of(GROUP));
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    String kind = role.path("kind").asText("");
    if (!kinds.contains(kind)) errors.unsupported("roleRef.kind", kind, kinds);
    String name = role.path("name").asText("");
    if (name.isEmpty()) {
      errors.required("roleRef.name");
    } else {
      Names.pathSegment(name).forEach(one -> errors.invalid("roleRef.name", name, one));
    }
    JsonNode subjects = object.path("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      subject("subjects[" + i + "]", subjects.get(i), errors);
    }
  }

  private void subject(String field, JsonNode subject, FieldErrors errors) {
    if (subject.path("name").asText("").isEmpty()) errors.required(field + ".name");
    String group = subject.path("apiGroup").asText("");
    String kind = subject.path("kind").asText("");
    switch (kind) {
      case "ServiceAccount" -> {
        String name = subject.path("name").asText("");
        if (!name.isEmpty()) {
          Names.subdomain(name).forEach(one -> errors.invalid(field + ".name", name, one));
        }
        if (!group.isEmpty()) errors.unsupported(field + ".apiGroup", group, List.of(""));
        if (!namespaced && subject.path("namespace").asText("").isEmpty()) {
          errors.required(field + ".namespace");
        }
      }
      case "User", "Group" -> {
        if (!group.equals(GROUP)) errors.unsupported(field + ".apiGroup", group, List.of(GROUP));
      }
      default -> errors.unsupported(field + ".kind", kind, SUBJECTS);
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode role = object.path("roleRef");
    if (role.equals(old.path("roleRef"))) return;
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("APIGroup", role.path("apiGroup").asText(""));
    shown.put("Kind", role.path("kind").asText(""));
    shown.put("Name", role.path("name").asText(""));
    errors.invalid("roleRef", shown, "cannot change roleRef");
  }
}
