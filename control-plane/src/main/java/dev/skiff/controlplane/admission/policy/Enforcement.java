package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Forbidden;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Does what bindings ask for where a policy refuses a request: deny, warn, audit. The first denial
 * is the answer. For one request, on one thread.
 */
final class Enforcement {
  private static final int LONGEST_ANNOTATION = 10 * 1024;
  private static final String FAILURE = "validation.policy.admission.k8s.io/validation_failure";

  private final AdmissionRequest request;
  private final Map<String, Set<String>> annotations = new LinkedHashMap<>();
  private Policy policy;
  private StatusException denied;

  Enforcement(AdmissionRequest request) {
    this.request = request;
  }

  void begin(Policy next) {
    policy = next;
    annotations.clear();
  }

  /** The policy, or this binding of it, cannot be evaluated. */
  void misconfigured(Binding binding, String why) {
    if (policy.failOpen()) return;
    String what = binding == null ? "policy" : "binding";
    deny(binding, "failed to configure " + what + ": " + why, "Invalid");
  }

  void apply(Binding binding, Verdicts verdicts) {
    for (Verdicts.Refusal refusal : verdicts.refusals()) {
      for (String action : binding.actions()) {
        switch (action) {
          case "Deny" -> deny(binding, refusal.message(), refusal.reason());
          case "Warn" -> warn(binding, refusal);
          default -> request.auditAnnotations().accept(FAILURE, failure(binding, refusal));
        }
      }
    }
    for (Verdicts.Annotation annotation : verdicts.annotations()) {
      if (!annotation.error().isEmpty()) {
        deny(binding, annotation.error(), "Invalid");
        continue;
      }
      String value = annotation.value();
      if (value.length() > LONGEST_ANNOTATION) value = value.substring(0, LONGEST_ANNOTATION);
      annotations.computeIfAbsent(annotation.key(), key -> new LinkedHashSet<>()).add(value);
    }
  }

  private void warn(Binding binding, Verdicts.Refusal refusal) {
    request
        .warnings()
        .accept(
            "Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s"
                .formatted(policy.name(), binding.name(), refusal.message()));
  }

  private String failure(Binding binding, Verdicts.Refusal refusal) {
    ArrayNode failures = JsonNodeFactory.instance.arrayNode();
    ObjectNode failure =
        failures
            .addObject()
            .put("message", refusal.message())
            .put("policy", policy.name())
            .put("binding", binding.name())
            .put("expressionIndex", refusal.index());
    binding.actions().forEach(failure.putArray("validationActions")::add);
    return failures.toString();
  }

  /** All bindings of the policy were asked. */
  void end() {
    annotations.forEach(
        (key, values) ->
            request
                .auditAnnotations()
                .accept(policy.name() + "/" + key, String.join(", ", values)));
  }

  private void deny(Binding binding, String why, String reason) {
    if (denied != null) return;
    String by =
        binding == null
            ? "ValidatingAdmissionPolicy '%s'".formatted(policy.name())
            : "ValidatingAdmissionPolicy '%s' with binding '%s'"
                .formatted(policy.name(), binding.name());
    String message = by + " denied request: " + why;
    StatusException forbidden =
        Forbidden.of(request.type().group(), request.type().plural(), request.name(), message);
    ObjectNode details = (ObjectNode) forbidden.status().path("details");
    details.putArray("causes").addObject().put("message", message);
    int code =
        switch (reason) {
          case "Forbidden" -> 403;
          case "Unauthorized" -> 401;
          case "RequestEntityTooLarge" -> 413;
          default -> 422;
        };
    denied = new StatusException(code, reason, forbidden.getMessage(), details);
  }

  /**
   * @throws StatusException the first denial
   */
  void throwIfDenied() {
    if (denied != null) throw denied;
  }
}
