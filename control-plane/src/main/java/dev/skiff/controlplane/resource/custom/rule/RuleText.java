package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ValidationRule;

/** A rule as upstream's errors show it: all its fields, by the names that they have in Go. */
final class RuleText {
  private RuleText() {}

  static JsonNode of(ValidationRule rule) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("Rule", rule.rule());
    shown.put("Message", rule.message());
    shown.put("MessageExpression", rule.messageExpression());
    shown.put("Reason", rule.reason().isEmpty() ? null : rule.reason());
    shown.put("FieldPath", rule.fieldPath());
    if (rule.optionalOldSelf()) shown.put("OptionalOldSelf", true);
    else shown.putNull("OptionalOldSelf");
    return shown;
  }
}
