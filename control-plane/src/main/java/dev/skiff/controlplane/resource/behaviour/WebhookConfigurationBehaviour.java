package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.expression.MatchConditionRules;
import dev.skiff.controlplane.resource.validation.AdmissionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.ReviewVersions;
import dev.skiff.controlplane.resource.validation.WebhookClientRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Configurations of admission webhooks, mutating and validating: complete names, no side effects,
 * versions that we speak.
 */
final class WebhookConfigurationBehaviour implements Behaviour {
  private static final List<String> FAILURE = List.of("Fail", "Ignore");
  private static final List<String> MATCH = List.of("Equivalent", "Exact");
  private static final List<String> REINVOCATION = List.of("IfNeeded", "Never");
  private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
  private static final List<String> ANY_SIDE_EFFECTS =
      List.of("None", "NoneOnDryRun", "Some", "Unknown");

  private final boolean anySideEffects;

  /**
   * @param anySideEffects whether webhooks may have side effects, as in {@code v1beta1}
   */
  WebhookConfigurationBehaviour(boolean anySideEffects) {
    this.anySideEffects = anySideEffects;
  }

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    boolean any = anySideEffects || old != null && hasSideEffects(old);
    List<String> sideEffects = any ? ANY_SIDE_EFFECTS : SIDE_EFFECTS;
    JsonNode webhooks = object.path("webhooks");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < webhooks.size(); i++) {
      String field = "webhooks[" + i + "]";
      JsonNode webhook = webhooks.get(i);
      webhook(field, webhook, sideEffects, errors);
      JsonNode versions = webhook.path("admissionReviewVersions");
      String at = field + ".admissionReviewVersions";
      if (versions.isEmpty()) errors.required(at, "must specify one of v1, v1beta1");
      else ReviewVersions.check(at, versions, errors);
      String name = webhook.path("name").asText("");
      if (!name.isEmpty() && !names.add(name)) errors.duplicate(field + ".name", name);
    }
  }

  /** What came in the old version may be changed in the new one. */
  private static boolean hasSideEffects(ObjectNode configuration) {
    for (JsonNode webhook : configuration.path("webhooks")) {
      if (!SIDE_EFFECTS.contains(webhook.path("sideEffects").asText())) return true;
    }
    return false;
  }

  private static void webhook(
      String field, JsonNode webhook, List<String> sideEffects, FieldErrors errors) {
    name(field + ".name", webhook.path("name").asText(""), errors);
    JsonNode rules = webhook.path("rules");
    for (int i = 0; i < rules.size(); i++) {
      AdmissionRules.check(field + ".rules[" + i + "]", rules.get(i), errors);
    }
    oneOf(field + ".failurePolicy", webhook.path("failurePolicy"), FAILURE, errors);
    oneOf(field + ".matchPolicy", webhook.path("matchPolicy"), MATCH, errors);
    if (webhook.hasNonNull("sideEffects")) {
      oneOf(field + ".sideEffects", webhook.path("sideEffects"), sideEffects, errors);
    } else {
      errors.required(
          field + ".sideEffects", "must specify one of " + String.join(", ", sideEffects));
    }
    JsonNode timeout = webhook.path("timeoutSeconds");
    if (timeout.isNumber() && (timeout.asLong() < 1 || timeout.asLong() > 30)) {
      errors.invalid(
          field + ".timeoutSeconds", timeout, "the timeout value must be between 1 and 30 seconds");
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      LabelSelectors.check(field + "." + selector, webhook.path(selector), errors);
    }
    WebhookClientRules.check(field + ".clientConfig", webhook.path("clientConfig"), errors);
    MatchConditionRules.check(
        field + ".matchConditions", webhook.path("matchConditions"), false, errors);
    oneOf(field + ".reinvocationPolicy", webhook.path("reinvocationPolicy"), REINVOCATION, errors);
  }

  private static void name(String field, String name, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    List<String> wrong = Names.subdomain(name);
    wrong.forEach(one -> errors.invalid(field, name, one));
    if (wrong.isEmpty() && name.split("\\.").length < 3) {
      errors.invalid(
          field, name, "should be a domain with at least three segments separated by dots");
    }
  }

  private static void oneOf(
      String field, JsonNode value, List<String> supported, FieldErrors errors) {
    if (!value.isTextual() || supported.contains(value.textValue())) return;
    errors.unsupported(field, value.textValue(), supported);
  }
}
