package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.skiff.controlplane.resource.GoRegexp;
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
        "find", "string_find_string", STRING, List.of(STRING, STRING), v -> find(pattern(v[1]), v));
    functions.member(
        "findAll",
        "string_find_all_string",
        ListType.create(STRING),
        List.of(STRING, STRING),
        v -> findAll(pattern(v[1]), v));
    functions.member(
        "findAll",
        "string_find_all_string_int",
        ListType.create(STRING),
        List.of(STRING, STRING, INT),
        v -> findAll(pattern(v[1]), v));
    functions.search("find", RegexLibrary::find);
    functions.search("findAll", RegexLibrary::findAll);
  }

  private static Pattern pattern(Object expression) {
    try {
      return GoRegexp.compile((String) expression);
    } catch (PatternSyntaxException wrong) {
      throw new CelException("Illegal regex: " + wrong.getMessage());
    }
  }

  private static Matcher matcher(Pattern pattern, Object[] values) {
    if (values[0] instanceof String text) return pattern.matcher(text);
    throw CelException.noSuchOverload();
  }

  private static Object find(Pattern pattern, Object[] values) {
    Matcher matcher = matcher(pattern, values);
    return matcher.find() ? matcher.group() : "";
  }

  private static Object findAll(Pattern pattern, Object[] values) {
    Matcher matcher = matcher(pattern, values);
    long most = values.length < 3 ? -1 : most(values[2]);
    List<Object> found = new ArrayList<>();
    while ((most < 0 || found.size() < most) && matcher.find()) found.add(matcher.group());
    return found;
  }

  private static long most(Object value) {
    if (value instanceof Long number) return number;
    throw CelException.noSuchOverload();
  }
}
