package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;

/** Roles and cluster roles: what a rule must name. */
final class RoleBehaviour implements Behaviour {
  private final boolean namespaced;

  RoleBehaviour(boolean namespaced) {
    this.namespaced = namespaced;
  }

  @Override
  public Names.Rule nameRule() {
    return Names.Rule.PATH_SEGMENT;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode rules = object.path("rules");
    for (int i = 0; i < rules.size(); i++) rule("rules[" + i + "]", rules.get(i), errors);
  }

  private void rule(String field, JsonNode rule, FieldErrors errors) {
    if (rule.path("verbs").isEmpty()) {
      errors.required(field + ".verbs", "verbs must contain at least one value");
    }
    JsonNode paths = rule.path("nonResourceURLs");
    if (!paths.isEmpty()) {
      if (namespaced) {
        errors.invalid(
            field + ".nonResourceURLs",
            paths,
            "namespaced rules cannot apply to non-resource URLs");
      }
      boolean resources =
          !rule.path("apiGroups").isEmpty()
              || !rule.path("resources").isEmpty()
              || !rule.path("resourceNames").isEmpty();
      if (resources) {
        errors.invalid(
            field + ".nonResourceURLs",
            paths,
            "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (rule.path("apiGroups").isEmpty()) {
      errors.required(field + ".apiGroups", "resource rules must supply at least one api group");
    }
    if (rule.path("resources").isEmpty()) {
      errors.required(field + ".resources", "resource rules must supply at least one resource");
    }
  }
}
