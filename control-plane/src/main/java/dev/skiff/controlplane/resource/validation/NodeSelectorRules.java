package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What holds for selectors of nodes beyond the form of their requirements. */
final class NodeSelectorRules {
  private static final List<String> OPERATORS = List.of("In", "NotIn");

  private NodeSelectorRules() {}

  /** Values that labels cannot have; terms that are preferred may name them. */
  static void labelValues(String field, JsonNode terms, FieldErrors errors) {
    for (int i = 0; i < terms.size(); i++) {
      JsonNode requirements = terms.get(i).path("matchExpressions");
      for (int j = 0; j < requirements.size(); j++) {
        String at = field + "[" + i + "].matchExpressions[" + j + "].values";
        values(at, requirements.get(j).path("values"), Names.Rule.LABEL_VALUE, errors);
      }
    }
  }

  /** Requirements on fields of nodes, of which there is one: the name. */
  static void fields(String field, JsonNode requirements, FieldErrors errors) {
    for (int i = 0; i < requirements.size(); i++) {
      JsonNode requirement = requirements.get(i);
      String at = field + "[" + i + "]";
      String operator = requirement.path("operator").asText("");
      JsonNode values = requirement.path("values");
      if (!OPERATORS.contains(operator)) {
        errors.invalid(at + ".operator", operator, "not a valid selector operator");
      } else if (values.size() != 1) {
        errors.required(
            at + ".values",
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
      }
      String key = requirement.path("key").asText("");
      if (!key.equals("metadata.name")) {
        errors.invalid(at + ".key", key, "not a valid field selector key");
      } else {
        values(at + ".values", values, Names.Rule.SUBDOMAIN, errors);
      }
    }
  }

  private static void values(String field, JsonNode values, Names.Rule rule, FieldErrors errors) {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i).asText("");
      String at = field + "[" + i + "]";
      Names.check(rule, value).forEach(wrong -> errors.invalid(at, value, wrong));
    }
  }
}
