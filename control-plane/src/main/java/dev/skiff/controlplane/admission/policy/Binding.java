package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.matching.Criteria;
import java.util.ArrayList;
import java.util.List;

/**
 * A ValidatingAdmissionPolicyBinding that passed validation.
 *
 * @param paramRef the field of that name; missing if there is none
 * @param actions Deny, Warn, Audit
 */
record Binding(
    String name, String policy, Criteria criteria, JsonNode paramRef, List<String> actions) {
  static Binding of(ObjectNode object) {
    JsonNode spec = object.path("spec");
    List<String> actions = new ArrayList<>();
    spec.path("validationActions").forEach(action -> actions.add(action.asText()));
    return new Binding(
        object.at("/metadata/name").asText(),
        spec.path("policyName").asText(),
        Criteria.of(spec.path("matchResources")),
        spec.path("paramRef"),
        List.copyOf(actions));
  }
}
