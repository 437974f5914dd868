package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.admission.expression.MatchConditionRules;
import dev.skiff.controlplane.resource.behaviour.Behaviour;
import dev.skiff.controlplane.resource.cel.FieldNames;
import dev.skiff.controlplane.resource.validation.ConditionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * ValidatingAdmissionPolicies: their expressions compile, and what they refer to is well formed.
 */
public final class PolicyBehaviour implements Behaviour {
  private static final List<String> FAILURE = List.of("Fail", "Ignore");
  private static final List<String> REASONS =
      List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
  private static final String NOTHING =
      "validations or auditAnnotations must contain at least one item";
  private static final int MOST_ANNOTATIONS = 20;
  private static final int LONGEST_VALUE = 5 * 1024;

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    boolean params = spec.hasNonNull("paramKind");
    PolicyCompiler compiler = new PolicyCompiler(params);
    String failure = spec.path("failurePolicy").asText("");
    // A policy without a spec was given no default.
    boolean given = spec.has("failurePolicy");
    if (given && !FAILURE.contains(failure))
      errors.unsupported("spec.failurePolicy", failure, FAILURE);
    if (params) ParamRules.kind("spec.paramKind", spec.path("paramKind"), errors);
    if (spec.hasNonNull("matchConstraints")) {
      JsonNode constraints = spec.path("matchConstraints");
      MatchRules.check("spec.matchConstraints", constraints, errors);
      if (constraints.path("resourceRules").isEmpty()) {
        errors.required("spec.matchConstraints.resourceRules");
      }
    } else {
      errors.required("spec.matchConstraints");
    }
    MatchConditionRules.check("spec.matchConditions", spec.path("matchConditions"), params, errors);
    variables(compiler, spec.path("variables"), errors);
    if (spec.path("validations").isEmpty() && spec.path("auditAnnotations").isEmpty()) {
      errors.required("spec.validations", NOTHING);
      errors.required("spec.auditAnnotations", NOTHING);
      return;
    }
    for (int i = 0; i < spec.path("validations").size(); i++) {
      JsonNode validation = spec.path("validations").get(i);
      validation(compiler, "spec.validations[" + i + "]", validation, errors);
    }
    String name = object.at("/metadata/name").asText("");
    annotations(compiler, name, spec.path("auditAnnotations"), errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode status = object.path("status");
    JsonNode warnings = status.path("typeChecking").path("expressionWarnings");
    for (int i = 0; i < warnings.size(); i++) {
      for (String name : List.of("warning", "fieldRef")) {
        String field = "status.typeChecking.expressionWarnings[" + i + "]." + name;
        String text = warnings.get(i).path(name).asText("");
        boolean missing = name.equals("warning") ? text.isEmpty() : text.isBlank();
        if (missing) errors.required(field);
      }
    }
    ConditionRules.check("status.conditions", status.path("conditions"), errors);
  }

  private static void variables(PolicyCompiler compiler, JsonNode all, FieldErrors errors) {
    for (int i = 0; i < all.size(); i++) {
      String field = "spec.variables[" + i + "]";
      String name = all.get(i).path("name").asText("");
      if (name.isBlank()) {
        errors.required(field + ".name", "name is not specified");
      } else if (!FieldNames.isIdentifier(name)) {
        errors.invalid(field + ".name", name, "must be a valid CEL identifier");
      }
      String expression = all.get(i).path("expression").asText("");
      if (expression.isBlank()) {
        errors.required(field + ".expression", "expression is not specified");
        continue;
      }
      compiler.variable(name, expression).check(field + ".expression", expression, errors);
    }
  }

  private static void validation(
      PolicyCompiler compiler, String field, JsonNode validation, FieldErrors errors) {
    String expression = validation.path("expression").asText("");
    if (expression.isBlank()) {
      errors.required(field + ".expression", "expression is not specified");
    } else {
      compiler
          .compile(expression, true, SimpleType.BOOL)
          .check(field + ".expression", expression, errors);
    }
    String messageExpression = validation.path("messageExpression").asText("");
    if (!messageExpression.isEmpty()) {
      if (messageExpression.isBlank()) {
        errors.invalid(
            field + ".messageExpression", messageExpression, "must be non-empty if specified");
      } else {
        compiler
            .compile(messageExpression, false, SimpleType.STRING)
            .check(field + ".messageExpression", messageExpression, errors);
      }
    }
    String message = validation.path("message").asText("");
    if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(field + ".message", message, "must be non-empty if specified");
    } else if (message.strip().contains("\n") || message.strip().contains("\r")) {
      errors.invalid(field + ".message", message, "must not contain line breaks");
    }
    String reason = validation.path("reason").asText("Invalid");
    if (!REASONS.contains(reason)) errors.unsupported(field + ".reason", reason, REASONS);
  }

  private static void annotations(
      PolicyCompiler compiler, String policy, JsonNode all, FieldErrors errors) {
    if (all.size() > MOST_ANNOTATIONS) {
      errors.invalid(
          "spec.auditAnnotations",
          all,
          "must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
    }
    Set<String> keys = new HashSet<>();
    CelType[] allowed = {SimpleType.STRING, SimpleType.NULL_TYPE};
    for (int i = 0; i < all.size(); i++) {
      String field = "spec.auditAnnotations[" + i + "]";
      String key = all.get(i).path("key").asText("");
      String qualified = policy + "/" + key;
      Names.qualified(qualified).forEach(wrong -> errors.invalid(field + ".key", qualified, wrong));
      String value = all.get(i).path("valueExpression").asText("");
      if (value.isBlank()) {
        errors.required(field + ".valueExpression", "valueExpression is not specified");
      } else if (value.strip().length() > LONGEST_VALUE) {
        errors.required(
            field + ".valueExpression", "must not exceed " + LONGEST_VALUE + " bytes in length");
      } else {
        compiler
            .compile(value.strip(), true, allowed)
            .check(field + ".valueExpression", value, errors);
      }
      if (!keys.add(key)) errors.duplicate(field + ".key", key);
    }
  }
}
