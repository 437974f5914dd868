package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.behaviour.Behaviour;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ValidatingAdmissionPolicyBindings: they name a policy, and what to do when it refuses. */
public final class BindingBehaviour implements Behaviour {
  private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    String policy = spec.path("policyName").asText("");
    if (policy.isEmpty()) errors.required("spec.policyName");
    else {
      Names.subdomain(policy).forEach(one -> errors.invalid("spec.policyName", policy, one));
    }
    if (spec.hasNonNull("paramRef")) {
      ParamRules.reference("spec.paramRef", spec.path("paramRef"), errors);
    }
    if (spec.hasNonNull("matchResources")) {
      MatchRules.check("spec.matchResources", spec.path("matchResources"), errors);
    }
    actions("spec.validationActions", spec.path("validationActions"), errors);
  }

  private static void actions(String field, JsonNode actions, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < actions.size(); i++) {
      String action = actions.get(i).asText();
      if (!ACTIONS.contains(action)) errors.unsupported(field + "[" + i + "]", action, ACTIONS);
      if (!seen.add(action)) errors.duplicate(field + "[" + i + "]", action);
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      errors.invalid(
          field,
          actions,
          "must not contain both Deny and Warn (repeating the same validation failure information"
              + " in the API response and headers serves no purpose)");
    }
    if (seen.isEmpty()) errors.required(field, "at least one validation action is required");
  }
}
