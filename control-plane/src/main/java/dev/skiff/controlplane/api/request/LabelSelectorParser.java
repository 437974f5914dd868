package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.LabelSelector.Operator;
import dev.skiff.controlplane.api.request.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the text form of a label selector; refuses with upstream's messages. */
final class LabelSelectorParser {
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");
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
    while (true) {
      if (token.isEmpty()) {
        if (requirements.isEmpty()) return requirements;
        throw misplaced("identifier after ','");
      }
      requirements.add(requirement());
      if (token.isEmpty()) return requirements;
      if (!token.equals(",")) throw misplaced("',' or 'end of string'");
      next();
    }
  }

  private Requirement requirement() {
    boolean absent = token.equals("!");
    if (absent) next();
    String key = word("identifier");
    requireKey(key);
    if (absent) return new Requirement(key, Operator.DOES_NOT_EXIST, Set.of());
    if (token.isEmpty() || token.equals(","))
      return new Requirement(key, Operator.EXISTS, Set.of());
    String operator = token;
    next();
    return switch (operator) {
      case "=", "==" -> new Requirement(key, Operator.IN, Set.of(value(key)));
      case "!=" -> new Requirement(key, Operator.NOT_IN, Set.of(value(key)));
      case ">" -> new Requirement(key, Operator.GREATER_THAN, Set.of(number(key)));
      case "<" -> new Requirement(key, Operator.LESS_THAN, Set.of(number(key)));
      case "in" -> new Requirement(key, Operator.IN, values(key));
      case "notin" -> new Requirement(key, Operator.NOT_IN, values(key));
      default -> throw refuse("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private Set<String> values(String key) {
    if (!token.equals("(")) throw refuse("found '" + token + "', expected: '('");
    next();
    Set<String> values = new TreeSet<>();
    while (true) {
      values.add(value(key));
      if (token.equals(")")) {
        next();
        return values;
      }
      if (!token.equals(",")) throw refuse("found '" + token + "', expected: ',' or ')'");
      next();
    }
  }

  private String value(String key) {
    boolean none = token.isEmpty() || token.equals(",") || token.equals(")");
    String value = none ? "" : word("identifier");
    if (value.length() > 63) {
      throw Statuses.badRequest(
          invalidValue("[" + key + "]", value) + "must be no more than 63 bytes");
    }
    if (!value.isEmpty() && !NAME.matcher(value).matches()) {
      throw Statuses.badRequest(
          invalidValue("[" + key + "]", value)
              + "a valid label must be an empty string or consist of alphanumeric characters, '-',"
              + " '_' or '.', and must start and end with an alphanumeric character (e.g."
              + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
              + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
    }
    return value;
  }

  private String number(String key) {
    String value = value(key);
    try {
      Long.parseLong(value);
      return value;
    } catch (NumberFormatException notANumber) {
      throw Statuses.badRequest(
          invalidValue("", value) + "for 'Gt', 'Lt' operators, the value must be an integer");
    }
  }

  /** Of a number that is none, upstream does not say whose value it is. */
  private static String invalidValue(String ofKey, String value) {
    return "unable to parse requirement: values[0]"
        + ofKey
        + ": Invalid value: \""
        + value
        + "\": ";
  }

  private void requireKey(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    boolean good =
        name.length() <= 63
            && NAME.matcher(name).matches()
            && (slash < 0
                || (slash > 0
                    && slash <= 253
                    && PREFIX.matcher(key.substring(0, slash)).matches()));
    if (good) return;
    throw Statuses.badRequest(
        "unable to parse requirement: key: Invalid value: \""
            + key
            + "\": name part must consist of alphanumeric characters, '-', '_' or '.', and must"
            + " start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
            + " '123-abc', regex used for validation is"
            + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }

  private String word(String expected) {
    String word = token;
    if (word.isEmpty() || SPECIAL.indexOf(word.charAt(0)) >= 0) {
      throw refuse("found '" + word + "', expected: " + expected);
    }
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
