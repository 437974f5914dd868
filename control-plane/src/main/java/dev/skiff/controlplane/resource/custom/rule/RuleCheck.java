package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ValidationRule;
import dev.skiff.controlplane.resource.cel.CelCostException;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLimits;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.cel.SchemaValues;
import dev.skiff.controlplane.resource.cel.Variables;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the rules of one object, within a budget. For one thread. */
final class RuleCheck {
  private static final String SPENT =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";
  private static final int LONGEST_MESSAGE = 5 * 1024;

  private final FieldErrors errors;
  private long left;

  RuleCheck(FieldErrors errors, long budget) {
    this.errors = errors;
    this.left = budget;
  }

  /** No further rules are run. */
  static final class Ended extends RuntimeException {
    Ended() {
      super(null, null, false, false);
    }
  }

  /**
   * Runs a rule.
   *
   * @param old null if there is none
   * @param unchanged the value is as it was: what is wrong with it is tolerated
   */
  void run(
      CompiledRule rule,
      Schema schema,
      String path,
      JsonNode value,
      JsonNode old,
      boolean unchanged) {
    String field = path.isEmpty() ? "<nil>" : path;
    String type = schema.type();
    if (!rule.error().isEmpty()) {
      errors.invalid(field, type, "rule compile error: " + rule.error());
      return;
    }
    boolean optional = rule.rule().optionalOldSelf();
    boolean transition = rule.usesOldSelf();
    if (rule.program() == null || transition && old == null && !optional) return;
    Variables variables = variables(schema, value, old, optional);
    Boolean held = evaluate(rule, field, type, variables);
    if (held == null || held) return;
    String detail = message(rule, field, type, variables);
    // A transition rule is about the change, so nothing of it is old.
    if (unchanged && !transition) return;
    report(rule.rule(), field(path, rule.rule().fieldPath()), schema, value, detail);
  }

  private static Variables variables(
      Schema schema, JsonNode value, JsonNode old, boolean optional) {
    Map<String, Object> known = new HashMap<>();
    return name ->
        known.computeIfAbsent(
            name,
            key ->
                switch (key) {
                  case "self" -> SchemaValues.of(value, schema);
                  case "oldSelf" -> {
                    Object before = old == null ? null : SchemaValues.of(old, schema);
                    yield optional ? Optional.ofNullable(before) : before;
                  }
                  default -> null;
                });
  }

  /** Null if the rule has no value, which is reported. */
  private Boolean evaluate(CompiledRule rule, String field, String type, Variables variables) {
    Cost cost = new Cost(CelLimits.PER_CALL);
    try {
      Object held = rule.program().evaluate(variables, cost);
      spend(field, type, cost);
      return Boolean.TRUE.equals(held);
    } catch (CelException failed) {
      spend(field, type, cost);
      String why = failed.getMessage();
      errors.invalid(
          field,
          type,
          why.startsWith("no such overload")
              ? "'%s': call arguments did not match a supported operator, function or macro signature for rule: %s"
                  .formatted(why, rule.name())
              : "%s evaluating rule: %s".formatted(why, rule.name()));
      return null;
    } catch (CelCostException tooMuch) {
      spend(field, type, cost);
      errors.invalid(
          field,
          type,
          "'%s': no further validation rules will be run due to call cost exceeds limit for rule: %s"
              .formatted(tooMuch.getMessage(), rule.name()));
      throw new Ended();
    }
  }

  private void spend(String field, String type, Cost cost) {
    left -= cost.spent();
    if (left >= 0) return;
    errors.invalid(field, type, SPENT);
    throw new Ended();
  }

  private String message(CompiledRule rule, String field, String type, Variables variables) {
    CelProgram expression = rule.message();
    if (expression == null) return rule.defaultMessage();
    Cost cost = new Cost(CelLimits.PER_CALL);
    try {
      String message =
          expression.evaluate(variables, cost) instanceof String text ? text.strip() : "";
      spend(field, type, cost);
      boolean usable =
          !message.isEmpty()
              && message.indexOf('\n') < 0
              && message.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE;
      return usable ? message : rule.defaultMessage();
    } catch (CelException _) {
      spend(field, type, cost);
      return rule.defaultMessage();
    } catch (CelCostException _) {
      errors.invalid(
          field,
          type,
          "no further validation rules will be run due to call cost exceeds limit for"
              + " messageExpression: \""
              + rule.rule().messageExpression()
              + "\"");
      throw new Ended();
    }
  }

  private static String field(String path, String relative) {
    if (relative.isEmpty()) return path.isEmpty() ? "<nil>" : path;
    String below = FieldPath.normal(relative);
    return below.startsWith("[") ? path + below : Rules.child(path, below);
  }

  /** Structures are not shown. */
  private void report(
      ValidationRule rule, String field, Schema schema, JsonNode value, String detail) {
    boolean structure = Set.of("object", "array").contains(schema.type());
    JsonNode shown = structure ? null : value;
    switch (rule.reason()) {
      case "FieldValueForbidden" -> errors.forbidden(field, detail);
      case "FieldValueRequired" -> errors.required(field, detail);
      case "FieldValueDuplicate" ->
          errors.add(new FieldError(FieldError.Type.DUPLICATE, field, shown, ""));
      default -> errors.add(new FieldError(FieldError.Type.INVALID, field, shown, detail));
    }
  }
}
