package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.request.FieldSelector;
import dev.skiff.controlplane.api.request.LabelSelector;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The selectors that the question of an access review may have.
 *
 * @param fields of what could be read of the field selector
 * @param error what could not be read, for the review's status; empty if all could
 */
record AttributeSelectors(FieldSelector fields, String error) {
  private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

  /**
   * Reads the selectors of {@code resourceAttributes}, which have been checked. What this server
   * does not understand narrows nothing: it may be of a newer client.
   */
  static AttributeSelectors of(String field, JsonNode attributes) {
    List<FieldSelector.Term> terms = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    if (!readFields(attributes.path("fieldSelector"), terms)) {
      String ignored = terms.isEmpty() ? "ignored" : "partially ignored";
      errors.add(field + ".fieldSelector " + ignored + " due to parse error");
    }
    if (!readableLabels(attributes.path("labelSelector"))) {
      errors.add(field + ".labelSelector ignored due to parse error");
    }
    return new AttributeSelectors(new FieldSelector(terms), String.join("; ", errors));
  }

  /** False if not all of it can be read. */
  private static boolean readFields(JsonNode selector, List<FieldSelector.Term> terms) {
    try {
      terms.addAll(FieldSelector.parse(selector.path("rawSelector").asText("")).terms());
    } catch (StatusException malformed) {
      return false;
    }
    boolean readable = true;
    for (JsonNode requirement : selector.path("requirements")) {
      JsonNode values = requirement.path("values");
      String operator = requirement.path("operator").asText("");
      boolean equal = operator.equals("In");
      if (values.size() == 1 && (equal || operator.equals("NotIn"))) {
        String path = requirement.path("key").asText();
        terms.add(new FieldSelector.Term(path, values.get(0).asText(), equal));
      } else {
        readable = false;
      }
    }
    return readable;
  }

  private static boolean readableLabels(JsonNode selector) {
    try {
      LabelSelector.parse(selector.path("rawSelector").asText(""));
    } catch (StatusException malformed) {
      return false;
    }
    for (JsonNode requirement : selector.path("requirements")) {
      if (!OPERATORS.contains(requirement.path("operator").asText(""))) return false;
    }
    return true;
  }

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
