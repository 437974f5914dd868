package dev.skiff.controlplane.admission.policy;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.NULL_TYPE;
import static dev.cel.common.types.SimpleType.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.admission.expression.Expression;
import dev.skiff.controlplane.admission.expression.MatchConditions;
import dev.skiff.controlplane.admission.matching.Criteria;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A ValidatingAdmissionPolicy that passed validation. Its expressions are compiled when the first
 * request needs them.
 */
final class Policy {
  private final String name;
  private final JsonNode spec;
  private final Criteria criteria;
  private final MatchConditions conditions;
  private volatile Compiled compiled;

  /**
   * The compiled expressions.
   *
   * @param variables by name
   */
  record Compiled(
      Map<String, Expression> variables,
      List<Validation> validations,
      List<AuditAnnotation> auditAnnotations) {}

  /**
   * One validation.
   *
   * @param message null if there is no expression for it
   * @param fallback a fixed message; may be empty
   * @param reason of the refusal
   */
  record Validation(Expression expression, Expression message, String fallback, String reason) {}

  /** One annotation of the audit event. */
  record AuditAnnotation(String key, Expression value) {}

  Policy(JsonNode object) {
    name = object.at("/metadata/name").asText();
    spec = object.path("spec");
    criteria = Criteria.of(spec.path("matchConstraints"));
    conditions = MatchConditions.of(spec.path("matchConditions"), hasParams());
  }

  String name() {
    return name;
  }

  Criteria criteria() {
    return criteria;
  }

  MatchConditions conditions() {
    return conditions;
  }

  /** Whether a request goes on if the policy cannot be evaluated. */
  boolean failOpen() {
    return spec.path("failurePolicy").asText("Fail").equals("Ignore");
  }

  boolean hasParams() {
    return spec.hasNonNull("paramKind");
  }

  /** The field {@code paramKind}; missing if it has no parameters. */
  JsonNode paramKind() {
    return spec.path("paramKind");
  }

  Compiled compiled() {
    Compiled known = compiled;
    if (known != null) return known;
    PolicyCompiler compiler = new PolicyCompiler(hasParams());
    for (JsonNode variable : spec.path("variables")) {
      compiler.variable(variable.path("name").asText(), variable.path("expression").asText());
    }
    List<Validation> validations = new ArrayList<>();
    for (JsonNode each : spec.path("validations")) validations.add(validation(compiler, each));
    List<AuditAnnotation> annotations = new ArrayList<>();
    for (JsonNode each : spec.path("auditAnnotations")) {
      String value = each.path("valueExpression").asText();
      annotations.add(
          new AuditAnnotation(
              each.path("key").asText(), compiler.compile(value, true, STRING, NULL_TYPE)));
    }
    compiled = new Compiled(compiler.variables(), validations, annotations);
    return compiled;
  }

  private static Validation validation(PolicyCompiler compiler, JsonNode each) {
    String message = each.path("messageExpression").asText("");
    return new Validation(
        compiler.compile(each.path("expression").asText(), true, BOOL),
        message.isEmpty() ? null : compiler.compile(message, false, STRING),
        each.path("message").asText("").strip(),
        each.path("reason").asText("Invalid"));
  }
}
