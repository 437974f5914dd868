package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.AdmissionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a MatchResources may say. */
final class MatchRules {
  private static final List<String> POLICIES = List.of("Equivalent", "Exact");

  private MatchRules() {}

  static void check(String field, JsonNode resources, FieldErrors errors) {
    String policy = resources.path("matchPolicy").asText("");
    if (!resources.has("matchPolicy")) errors.required(field + ".matchPolicy");
    else if (!POLICIES.contains(policy)) {
      errors.unsupported(field + ".matchPolicy", policy, POLICIES);
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      if (resources.hasNonNull(selector)) {
        LabelSelectors.check(field + "." + selector, resources.path(selector), errors);
      } else {
        errors.required(field + "." + selector);
      }
    }
    for (String rules : List.of("resourceRules", "excludeResourceRules")) {
      for (int i = 0; i < resources.path(rules).size(); i++) {
        rule(field + "." + rules + "[" + i + "]", resources.path(rules).get(i), errors);
      }
    }
  }

  private static void rule(String field, JsonNode rule, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < rule.path("resourceNames").size(); i++) {
      String at = field + ".resourceNames[" + i + "]";
      String name = rule.path("resourceNames").get(i).asText();
      Names.pathSegment(name).forEach(wrong -> errors.invalid(at, name, wrong));
      if (!names.add(name)) errors.duplicate(at, name);
    }
    AdmissionRules.check(field, rule, errors);
  }
}
