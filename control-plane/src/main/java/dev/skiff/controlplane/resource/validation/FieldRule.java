package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule about one field: {@code check [arguments] [when condition [and condition]] [: detail]}.
 *
 * @param check what is asked of the value
 * @param asked of which values
 * @param conditions about the object that has the field; all must hold
 * @param most elements that a list may have if it is to be looked at any further
 */
record FieldRule(FieldCheck check, Asked asked, List<Condition> conditions, int most) {
  /** Nothing is looked at. */
  private static final int NOTHING = -1;

  /**
   * {@code path=value}, {@code path!=value}, {@code path} (there and not empty) or {@code !path}.
   */
  record Condition(List<String> path, String value, boolean holds) {
    private static final String NOT_EVEN_EMPTY = "~";
    private static final String THERE = "?";

    static Condition parse(String text) {
      if (text.startsWith(THERE)) {
        return new Condition(List.of(text.substring(1).split("\\.")), NOT_EVEN_EMPTY, false);
      }
      if (text.startsWith(NOT_EVEN_EMPTY)) {
        return new Condition(List.of(text.substring(1).split("\\.")), NOT_EVEN_EMPTY, true);
      }
      boolean not = text.startsWith("!");
      String[] sides = text.substring(not ? 1 : 0).split("!?=", 2);
      boolean differs = text.contains("!=");
      return new Condition(
          List.of(sides[0].split("\\.")), sides.length == 1 ? null : sides[1], !not && !differs);
    }

    boolean test(JsonNode object) {
      JsonNode found = object;
      for (String segment : path) {
        found = found.isArray() ? found.path(Integer.parseInt(segment)) : found.path(segment);
      }
      if (NOT_EVEN_EMPTY.equals(value)) {
        return (found.isMissingNode() || found.isNull()) == holds;
      }
      boolean is = value == null ? !FieldCheck.absent(found) : found.asText("").equals(value);
      return is == holds;
    }
  }

  static FieldRule parse(String text) {
    String rest = text;
    String detail = "";
    int colon = rest.indexOf(": ");
    if (colon >= 0) {
      detail = rest.substring(colon + 2);
      rest = rest.substring(0, colon);
    }
    List<Condition> conditions = new ArrayList<>();
    int when = rest.indexOf(" when ");
    if (when >= 0) {
      for (String one : rest.substring(when + 6).split(" and ")) {
        conditions.add(Condition.parse(one));
      }
      rest = rest.substring(0, when);
    }
    return new FieldRule(
        FieldCheck.parse(rest, detail), Asked.parse(rest), List.copyOf(conditions), most(rest));
  }

  private static int most(String check) {
    if (check.equals("skip")) return NOTHING;
    return check.startsWith("limit ")
        ? Integer.parseInt(check.substring("limit ".length()))
        : Integer.MAX_VALUE;
  }

  /** Whether neither other rules nor what is below the field are looked at. */
  boolean ends(JsonNode value, JsonNode object) {
    return value.size() > most && conditions.stream().allMatch(one -> one.test(object));
  }

  /** Looks at a field where an empty text is none. */
  void check(String field, JsonNode value, JsonNode object, FieldErrors errors) {
    check(field, value, object, false, errors);
  }

  /**
   * @param object that has the field
   * @param emptyIsPresent see {@link dev.skiff.controlplane.resource.Schema#emptyIsPresent}
   */
  void check(
      String field, JsonNode value, JsonNode object, boolean emptyIsPresent, FieldErrors errors) {
    if (!asked.of(value, emptyIsPresent)) return;
    for (Condition condition : conditions) {
      if (!condition.test(object)) return;
    }
    check.check(field, value, errors);
  }
}
