package dev.skiff.controlplane.resource.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.skiff.controlplane.resource.Default;
import dev.skiff.controlplane.resource.Schema;
import java.util.List;
import java.util.Map;

/**
 * Fills in what a client left out. Outer objects come first, so that a default may make the object
 * whose own defaults follow.
 */
public final class Defaulter {
  private Defaulter() {}

  /** Changes the object in place. */
  public static void apply(Schema schema, ObjectNode object) {
    for (Default rule : schema.defaults()) apply(rule, schema, object);
    if (schema.name() != null) DefaultRules.apply(schema.name(), object);
    showZeros(schema, object);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Schema of = schema.property(field.getKey());
      if (of != null) descend(of, field.getValue());
    }
  }

  /** An empty list that is always shown is null, since Go stores it as none. */
  private static void showZeros(Schema schema, ObjectNode object) {
    for (Map.Entry<String, JsonNode> field : schema.shownWhenZero().entrySet()) {
      JsonNode present = object.get(field.getKey());
      boolean empty = present != null && present.isContainerNode() && present.isEmpty();
      if (present == null || empty) object.set(field.getKey(), field.getValue());
    }
  }

  private static void descend(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      apply(schema, object);
    } else if (value.isArray() && schema.items() != null) {
      for (JsonNode element : value) descend(schema.items(), element);
    }
  }

  private static void apply(Default rule, Schema schema, ObjectNode object) {
    JsonNode present = find(object, rule.path());
    if (!absent(present, rule.absence())) return;
    if (present.isTextual() && field(schema, rule.path()).emptyIsPresent()) return;
    for (Default.Condition condition : rule.conditions()) {
      if (!holds(condition, object)) return;
    }
    JsonNode value = value(rule.value(), object);
    if (value.isMissingNode()) return;
    ObjectNode parent = object;
    for (String segment : rule.path().subList(0, rule.path().size() - 1)) {
      JsonNode child = parent.get(segment);
      parent = child instanceof ObjectNode made ? made : parent.putObject(segment);
    }
    parent.set(rule.path().getLast(), value);
  }

  private static Schema field(Schema schema, List<String> path) {
    Schema field = schema;
    for (String segment : path) field = field.property(segment);
    return field;
  }

  private static boolean absent(JsonNode value, Default.Absence absence) {
    if (absence == Default.Absence.MISSING || value.isMissingNode()) return value.isMissingNode();
    return value.isNull()
        || (value.isTextual() && value.textValue().isEmpty())
        || (absence == Default.Absence.EMPTY_OR_ZERO && value.isNumber() && value.intValue() == 0)
        || (value.isArray() && value.isEmpty());
  }

  private static boolean holds(Default.Condition condition, ObjectNode object) {
    JsonNode value = find(object, condition.path());
    return switch (condition.kind()) {
      case EQUALS -> value.asText().equals(condition.value());
      case PRESENT -> !empty(value);
      case ABSENT -> empty(value);
      case THERE -> !value.isMissingNode();
    };
  }

  private static boolean empty(JsonNode value) {
    return absent(value, Default.Absence.EMPTY) || (value.isContainerNode() && value.isEmpty());
  }

  private static JsonNode value(JsonNode template, ObjectNode object) {
    if (!(template instanceof TextNode text) || !text.textValue().startsWith("${")) {
      return template.deepCopy();
    }
    int end = text.textValue().indexOf('}');
    JsonNode copied = find(object, List.of(text.textValue().substring(2, end).split("\\.")));
    String suffix = text.textValue().substring(end + 1);
    return suffix.isEmpty() ? copied.deepCopy() : TextNode.valueOf(copied.asText() + suffix);
  }

  private static JsonNode find(JsonNode object, List<String> path) {
    JsonNode value = object;
    for (String segment : path) value = value.path(segment);
    return value;
  }
}
