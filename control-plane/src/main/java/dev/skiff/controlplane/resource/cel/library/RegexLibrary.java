package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import java.util.ArrayList;
import java.util.List;

/** Searching with patterns: {@code find} and {@code findAll}. */
public final class RegexLibrary implements CelLibrary {
  @Override
  public void addTo(Functions functions) {
    functions.member(
        "find", "string_find_string", STRING, List.of(STRING, STRING), v -> find(v[0], v[1]));
    functions.member(
        "findAll",
        "string_find_all_string",
        ListType.create(STRING),
        List.of(STRING, STRING),
        v -> findAll(v[0], v[1], -1));
    functions.member(
        "findAll",
        "string_find_all_string_int",
        ListType.create(STRING),
        List.of(STRING, STRING, INT),
        v -> findAll(v[0], v[1], (Long) v[2]));
  }

  private static Matcher matcher(Object text, Object pattern) {
    try {
      return Pattern.compile((String) pattern).matcher((String) text);
    } catch (PatternSyntaxException wrong) {
      throw new CelException("Illegal regex: " + wrong.getMessage());
    }
  }

  private static Object find(Object text, Object pattern) {
    Matcher matcher = matcher(text, pattern);
    return matcher.find() ? matcher.group() : "";
  }

  private static Object findAll(Object text, Object pattern, long most) {
    Matcher matcher = matcher(text, pattern);
    List<Object> found = new ArrayList<>();
    while ((most < 0 || found.size() < most) && matcher.find()) found.add(matcher.group());
    return found;
  }
}
