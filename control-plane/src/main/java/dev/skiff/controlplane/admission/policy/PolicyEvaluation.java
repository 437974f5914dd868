package dev.skiff.controlplane.admission.policy;

import dev.skiff.controlplane.admission.expression.AdmissionVariables;
import dev.skiff.controlplane.admission.expression.Budget;
import dev.skiff.controlplane.admission.expression.MatchConditions;
import dev.skiff.controlplane.admission.expression.OutOfBudget;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Evaluates one policy for one request with one parameter object. */
final class PolicyEvaluation {
  private static final Logger LOG = Logger.getLogger(PolicyEvaluation.class);
  private static final int LONGEST_MESSAGE = 5 * 1024;

  private final Policy policy;
  private final Policy.Compiled compiled;
  private final AdmissionVariables variables;

  PolicyEvaluation(Policy policy, AdmissionVariables variables) {
    this.policy = policy;
    this.compiled = policy.compiled();
    this.variables = variables;
  }

  Verdicts run() {
    MatchConditions.Outcome matches = policy.conditions().match(variables);
    if (!matches.error().isEmpty()) return Verdicts.failure(policy.failOpen(), matches.error());
    if (!matches.matches()) return Verdicts.NONE;
    try {
      return new Verdicts(refusals(new Budget(CelLimits.PER_OBJECT)), annotations());
    } catch (OutOfBudget spent) {
      return Verdicts.failure(policy.failOpen(), spent.getMessage());
    }
  }

  private List<Verdicts.Refusal> refusals(Budget budget) {
    List<Verdicts.Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < compiled.validations().size(); i++) {
      Policy.Validation validation = compiled.validations().get(i);
      try {
        if (Boolean.TRUE.equals(validation.expression().evaluate(variables, budget))) continue;
        refusals.add(new Verdicts.Refusal(i, message(validation, budget), validation.reason()));
      } catch (CelException failed) {
        if (policy.failOpen()) continue;
        refusals.add(new Verdicts.Refusal(i, failed.getMessage(), "Invalid"));
      }
    }
    return refusals;
  }

  /** From the expression for it, if that gives a usable text; else the fixed one. */
  private String message(Policy.Validation validation, Budget budget) {
    String message = validation.message() == null ? "" : evaluated(validation, budget);
    if (message.isEmpty()) message = validation.fallback();
    return message.isEmpty()
        ? "failed expression: " + validation.expression().text().strip()
        : message;
  }

  private String evaluated(Policy.Validation validation, Budget budget) {
    try {
      if (!(validation.message().evaluate(variables, budget) instanceof String text)) return "";
      String message = text.strip();
      boolean usable =
          message.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE
              && message.indexOf('\n') < 0;
      return usable ? message : "";
    } catch (CelException failed) {
      LOG.debugf("No message of policy %s: %s", policy.name(), failed.getMessage());
      return "";
    }
  }

  private List<Verdicts.Annotation> annotations() {
    Budget budget = new Budget(CelLimits.PER_OBJECT);
    List<Verdicts.Annotation> annotations = new ArrayList<>();
    for (Policy.AuditAnnotation each : compiled.auditAnnotations()) {
      try {
        Object value = each.value().evaluate(variables, budget);
        if (value instanceof String text && !text.isBlank()) {
          annotations.add(new Verdicts.Annotation(each.key(), text.strip(), ""));
        }
      } catch (CelException failed) {
        if (policy.failOpen()) continue;
        annotations.add(new Verdicts.Annotation(each.key(), "", failed.getMessage()));
      }
    }
    return annotations;
  }
}
