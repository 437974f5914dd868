package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.LabelSelector.Operator;
import dev.skiff.controlplane.api.request.LabelSelector.Requirement;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the text form of a label selector; refuses with upstream's messages. */
final class LabelSelectorParser {
  private static final String SPECIAL = "()!=,<>";

  private final String text;
  private int position;
  private String token;

  LabelSelectorParser(String text) {
    this.text = text;
    next();
  }

  List<Requirement> parse() {
    List<Requirement> requirements = new ArrayList<>();
    if (token.isEmpty()) return requirements;
    if (!startsRequirement()) throw misplaced("!, identifier, or 'end of string'");
    while (true) {
      requirements.add(requirement());
      if (token.isEmpty()) return requirements;
      if (!token.equals(",")) throw misplaced("',' or 'end of string'");
      next();
      if (!startsRequirement()) throw misplaced("identifier after ','");
    }
  }

  private boolean startsRequirement() {
    return token.equals("!") || isWord();
  }

  private Requirement requirement() {
    boolean absent = token.equals("!");
    if (absent) next();
    String key = word();
    // Upstream has no name for where a key stands.
    List<String> wrong = Names.qualified(key);
    if (!wrong.isEmpty()) throw refuse(invalid("<nil>", key, String.join("; ", wrong)));
    if (absent) return new Requirement(key, Operator.DOES_NOT_EXIST, Set.of());
    if (token.isEmpty() || token.equals(","))
      return new Requirement(key, Operator.EXISTS, Set.of());
    String operator = token;
    next();
    return switch (operator) {
      case "=", "==" -> requirement(key, Operator.IN, value());
      case "!=" -> requirement(key, Operator.NOT_IN, value());
      case ">" -> requirement(key, Operator.GREATER_THAN, value());
      case "<" -> requirement(key, Operator.LESS_THAN, value());
      case "in" -> requirement(key, Operator.IN, values());
      case "notin" -> requirement(key, Operator.NOT_IN, values());
      default -> throw refuse("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private Requirement requirement(String key, Operator operator, Set<String> values) {
    boolean compares = operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN;
    List<String> errors = new ArrayList<>();
    if (compares) {
      String value = values.iterator().next();
      if (!isNumber(value)) {
        String detail = "for 'Gt', 'Lt' operators, the value must be an integer";
        errors.add(invalid("values[0]", value, detail));
      }
    }
    int index = 0;
    for (String value : values) {
      List<String> wrong = Names.labelValue(value);
      String field = "values[" + index++ + "][" + key + "]";
      if (!wrong.isEmpty()) errors.add(invalid(field, value, String.join("; ", wrong)));
    }
    if (errors.isEmpty()) return new Requirement(key, operator, values);
    throw refuse(errors.size() == 1 ? errors.getFirst() : errors.toString());
  }

  private Set<String> values() {
    if (!token.equals("(")) throw refuse("found '" + token + "' expected: '('");
    next();
    Set<String> values = new TreeSet<>();
    if (!isWord() && !token.equals(",") && !token.equals(")")) {
      throw refuse("found '" + token + "', expected: ',', ')' or identifier");
    }
    while (true) {
      boolean none = token.equals(",") || token.equals(")");
      if (!none && !isWord()) {
        throw refuse("found '" + token + "', expected: ',', or identifier");
      }
      values.add(none ? "" : word());
      if (token.equals(")")) {
        next();
        return values;
      }
      if (!token.equals(",")) throw refuse("found '" + token + "', expected: ',' or ')'");
      next();
    }
  }

  private Set<String> value() {
    return Set.of(token.isEmpty() || token.equals(",") ? "" : word());
  }

  private static boolean isNumber(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  private static String invalid(String field, String value, String detail) {
    return field + ": Invalid value: " + GoText.quote(value) + ": " + detail;
  }

  private boolean isWord() {
    return !token.isEmpty() && SPECIAL.indexOf(token.charAt(0)) < 0;
  }

  private String word() {
    if (!isWord()) throw refuse("found '" + token + "', expected: identifier");
    String word = token;
    next();
    return word;
  }

  /** What is between requirements is no part of one. */
  private StatusException misplaced(String expected) {
    return Statuses.badRequest("found '" + token + "', expected: " + expected);
  }

  private StatusException refuse(String problem) {
    return Statuses.badRequest("unable to parse requirement: " + problem);
  }

  private void next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) position++;
    int start = position;
    if (position == text.length()) {
      token = "";
      return;
    }
    if (SPECIAL.indexOf(text.charAt(position)) >= 0) {
      boolean twoCharacters = text.startsWith("==", position) || text.startsWith("!=", position);
      position += twoCharacters ? 2 : 1;
    } else {
      while (position < text.length()
          && SPECIAL.indexOf(text.charAt(position)) < 0
          && !Character.isWhitespace(text.charAt(position))) {
        position++;
      }
    }
    token = text.substring(start, position);
  }
}
