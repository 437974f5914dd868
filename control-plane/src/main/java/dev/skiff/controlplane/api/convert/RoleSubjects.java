package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Subjects of bindings in {@code rbac.authorization.k8s.io/v1alpha1}: they have an apiVersion where
 * its successor has a group, and a User {@code *} is whoever is authenticated.
 */
final class RoleSubjects implements Reshaping {
  private static final String GROUP = "rbac.authorization.k8s.io";

  @Override
  public void toSuccessor(ObjectNode binding) {
    for (JsonNode subject : binding.path("subjects")) {
      if (subject instanceof ObjectNode object) toGroup(object);
    }
  }

  @Override
  public void fromSuccessor(ObjectNode binding) {
    for (JsonNode subject : binding.path("subjects")) {
      if (!(subject instanceof ObjectNode object)) continue;
      JsonNode group = object.remove("apiGroup");
      String name = group == null ? "" : group.asText();
      object.put("apiVersion", name.isEmpty() ? "v1" : name + "/v1alpha1");
    }
  }

  private static void toGroup(ObjectNode subject) {
    JsonNode apiVersion = subject.remove("apiVersion");
    switch (subject.path("kind").asText()) {
      case "ServiceAccount" -> {}
      case "Group" -> subject.put("apiGroup", GROUP);
      case "User" -> {
        subject.put("apiGroup", GROUP);
        if (!subject.path("name").asText().equals("*")) return;
        subject.put("kind", "Group").put("name", "system:authenticated");
      }
      default -> {
        String[] parts = apiVersion == null ? new String[0] : apiVersion.asText().split("/");
        if (parts.length == 2) subject.put("apiGroup", parts[0]);
      }
    }
  }
}
