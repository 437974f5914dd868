package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;

/** What holds for the selectors that the question of an access review may have. */
final class AttributeSelectorRules {
  private AttributeSelectorRules() {}

  /** Checks the selectors of {@code resourceAttributes}. */
  static void check(String field, JsonNode attributes, FieldErrors errors) {
    selector(field + ".fieldSelector", attributes.path("fieldSelector"), false, errors);
    selector(field + ".labelSelector", attributes.path("labelSelector"), true, errors);
  }

  private static void selector(
      String field, JsonNode selector, boolean ofLabels, FieldErrors errors) {
    if (!selector.isObject()) return;
    String raw = selector.path("rawSelector").asText("");
    JsonNode requirements = selector.path("requirements");
    if (!raw.isEmpty() && !requirements.isEmpty()) {
      errors.invalid(
          field + ".rawSelector", raw, "may not specified at the same time as requirements");
    }
    if (raw.isEmpty() && requirements.isEmpty()) {
      errors.required(
          field + ".requirements",
          "when " + field + " is specified, requirements or rawSelector is required");
    }
    for (int i = 0; i < requirements.size(); i++) {
      requirement(field + ".requirements[" + i + "]", requirements.get(i), ofLabels, errors);
    }
  }

  /** An operator that this server does not know may be one of a newer client. */
  private static void requirement(
      String field, JsonNode requirement, boolean ofLabels, FieldErrors errors) {
    String key = requirement.path("key").asText("");
    JsonNode values = requirement.path("values");
    switch (requirement.path("operator").asText("")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(
              field + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              field + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> {}
    }
    if (!ofLabels) {
      if (key.isEmpty()) errors.required(field + ".key", "must be specified");
      return;
    }
    Names.qualified(key).forEach(wrong -> errors.invalid(field + ".key", key, wrong));
    for (int i = 0; i < values.size(); i++) {
      String at = field + ".values[" + i + "]";
      String value = values.get(i).asText("");
      Names.labelValue(value).forEach(wrong -> errors.invalid(at, value, wrong));
    }
  }
}
