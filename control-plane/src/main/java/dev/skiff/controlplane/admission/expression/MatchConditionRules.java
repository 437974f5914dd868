package dev.skiff.controlplane.admission.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.Set;

/** What the field {@code matchConditions} of a webhook or a policy may say. */
public final class MatchConditionRules {
  private static final int MOST = 64;

  private MatchConditionRules() {}

  /**
   * Checks a list of conditions.
   *
   * @param params whether they may refer to a policy's parameters
   */
  public static void check(String field, JsonNode conditions, boolean params, FieldErrors errors) {
    if (conditions.isEmpty()) return;
    if (conditions.size() > MOST) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_MANY,
              field,
              JsonNodeFactory.instance.numberNode(conditions.size()),
              "must have at most " + MOST + " items"));
    }
    CelEnvironment environment = AdmissionEnvironment.with(params, true);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String at = field + "[" + i + "]";
      JsonNode condition = conditions.get(i);
      expression(at + ".expression", condition.path("expression").asText(""), environment, errors);
      name(at + ".name", condition.path("name").asText(""), names, errors);
    }
  }

  private static void expression(
      String field, String text, CelEnvironment environment, FieldErrors errors) {
    if (text.isBlank()) {
      errors.required(field);
      return;
    }
    String trimmed = text.strip();
    Expression.compile(environment, trimmed, SimpleType.BOOL).check(field, trimmed, errors);
  }

  private static void name(String field, String name, Set<String> names, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    Names.qualified(name).forEach(one -> errors.invalid(field, name, one));
    if (!names.add(name)) errors.duplicate(field, name);
  }
}
