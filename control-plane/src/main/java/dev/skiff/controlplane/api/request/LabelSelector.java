package dev.skiff.controlplane.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A label selector in its set-based form: requirements that must all hold.
 *
 * @param requirements empty selects everything
 */
public record LabelSelector(List<Requirement> requirements) {

  /** Selects everything. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  /** How a label is compared. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER_THAN,
    LESS_THAN
  }

  /** One requirement on one label. */
  public record Requirement(String key, Operator operator, Set<String> values) {

    /** Whether labels fulfil it. */
    public boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER_THAN -> compare(value) > 0;
        case LESS_THAN -> compare(value) < 0;
      };
    }

    private int compare(String value) {
      if (value == null) return 0;
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException notANumber) {
        return 0;
      }
    }
  }

  /**
   * Reads the text form, for example {@code app=web,tier in (a,b),!canary}.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed
   */
  public static LabelSelector parse(String text) {
    if (text == null || text.isBlank()) return EVERYTHING;
    return new LabelSelector(new LabelSelectorParser(text).parse());
  }

  /**
   * Reads the object form (matchLabels, matchExpressions).
   *
   * @param selector null selects nothing, which is told by a null result; empty selects everything
   */
  public static LabelSelector of(JsonNode selector) {
    if (selector == null || !selector.isObject()) return null;
    List<Requirement> requirements = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(
            label ->
                requirements.add(
                    new Requirement(
                        label.getKey(), Operator.IN, Set.of(label.getValue().asText()))));
    for (JsonNode expression : selector.path("matchExpressions")) {
      Operator operator =
          switch (expression.path("operator").asText()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            default -> Operator.DOES_NOT_EXIST;
          };
      Set<String> values = new TreeSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      requirements.add(new Requirement(expression.path("key").asText(), operator, values));
    }
    return new LabelSelector(requirements);
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) return false;
    }
    return true;
  }
}
