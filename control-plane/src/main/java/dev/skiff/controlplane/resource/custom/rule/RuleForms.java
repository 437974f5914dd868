package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/** What can be said of a schema's rules without compiling them. */
public final class RuleForms {
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

  private RuleForms() {}

  /**
   * Checks the rules of one schema, not those of the schemas in it.
   *
   * @param field of the schema in the definition
   */
  public static void check(String field, JsonNode schema, FieldErrors errors) {
    JsonNode rules = schema.path("x-kubernetes-validations");
    for (int i = 0; i < rules.size(); i++) {
      String at = field + ".x-kubernetes-validations[" + i + "]";
      text(at, rules.get(i), errors);
      path(at + ".fieldPath", rules.get(i).path("fieldPath").asText(""), schema, errors);
    }
  }

  private static void text(String at, JsonNode rule, FieldErrors errors) {
    String text = rule.path("rule").asText("");
    String message = rule.path("message").asText("");
    if (text.isBlank()) {
      errors.required(at + ".rule", "rule is not specified");
    } else if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(at + ".message", message, "must be non-empty if specified");
    } else if (lines(message.strip())) {
      errors.invalid(at + ".message", message, "must not contain line breaks");
    } else if (lines(text.strip()) && message.isBlank()) {
      errors.required(at + ".message", "message must be specified if rule contains line breaks");
    }
    String expression = rule.path("messageExpression").asText("");
    if (!expression.isEmpty() && expression.isBlank()) {
      errors.required(
          at + ".messageExpression", "messageExpression must be non-empty if specified");
    }
    JsonNode reason = rule.path("reason");
    if (reason.isTextual() && !REASONS.contains(reason.textValue())) {
      errors.unsupported(at + ".reason", reason.textValue(), REASONS);
    }
  }

  private static void path(String field, String path, JsonNode schema, FieldErrors errors) {
    if (path.isEmpty()) return;
    if (path.isBlank()) errors.invalid(field, path, "must be non-empty if specified");
    if (lines(path)) errors.invalid(field, path, "must not contain line breaks");
    if (!FieldPath.isValid(path, schema)) errors.invalid(field, path, "must be a valid path");
  }

  private static boolean lines(String text) {
    return text.contains("\n") || text.contains("\r");
  }
}
