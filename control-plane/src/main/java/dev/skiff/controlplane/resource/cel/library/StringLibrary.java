package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.LimitedText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Functions on texts; positions count code points. */
public final class StringLibrary implements CelLibrary {
  private static final CelType TEXTS = ListType.create(STRING);

  @Override
  public void addTo(Functions functions) {
    functions.member(
        "charAt",
        "string_char_at_int",
        STRING,
        List.of(STRING, INT),
        v -> charAt(text(v[0]), v[1]));
    positions(functions);
    functions.member(
        "lowerAscii",
        "string_lower_ascii",
        STRING,
        List.of(STRING),
        v -> shift(text(v[0]), 'A', 32));
    functions.member(
        "upperAscii",
        "string_upper_ascii",
        STRING,
        List.of(STRING),
        v -> shift(text(v[0]), 'a', -32));
    functions.member("trim", "string_trim", STRING, List.of(STRING), v -> trim(text(v[0])));
    functions.member(
        "replace",
        "string_replace_string_string",
        STRING,
        List.of(STRING, STRING, STRING),
        v -> replace(text(v[0]), text(v[1]), text(v[2]), -1));
    functions.member(
        "replace",
        "string_replace_string_string_int",
        STRING,
        List.of(STRING, STRING, STRING, INT),
        v -> replace(text(v[0]), text(v[1]), text(v[2]), (Long) v[3]));
    functions.member(
        "split",
        "string_split_string",
        TEXTS,
        List.of(STRING, STRING),
        v -> split(text(v[0]), text(v[1]), -1));
    functions.member(
        "split",
        "string_split_string_int",
        TEXTS,
        List.of(STRING, STRING, INT),
        v -> split(text(v[0]), text(v[1]), (Long) v[2]));
    functions.member(
        "substring",
        "string_substring_int",
        STRING,
        List.of(STRING, INT),
        v -> text(v[0]).substring(offset(text(v[0]), (Long) v[1])));
    functions.member(
        "substring",
        "string_substring_int_int",
        STRING,
        List.of(STRING, INT, INT),
        v -> substring(text(v[0]), (Long) v[1], (Long) v[2]));
    functions.member("join", "list_join", STRING, List.of(TEXTS), v -> join((List<?>) v[0], ""));
    functions.member(
        "join",
        "list_join_string",
        STRING,
        List.of(TEXTS, STRING),
        v -> join((List<?>) v[0], text(v[1])));
    functions.member(
        "format",
        "string_format",
        STRING,
        List.of(STRING, ListType.create(SimpleType.DYN)),
        v -> StringFormat.format(text(v[0]), (List<?>) v[1]));
    functions.global(
        "strings.quote", "strings_quote", STRING, List.of(STRING), v -> quote(text(v[0])));
  }

  private static void positions(Functions functions) {
    functions.member(
        "indexOf",
        "string_index_of_string",
        INT,
        List.of(STRING, STRING),
        v -> indexOf(text(v[0]), text(v[1]), 0));
    functions.member(
        "indexOf",
        "string_index_of_string_int",
        INT,
        List.of(STRING, STRING, INT),
        v -> indexOf(text(v[0]), text(v[1]), (Long) v[2]));
    functions.member(
        "lastIndexOf",
        "string_last_index_of_string",
        INT,
        List.of(STRING, STRING),
        v -> position(text(v[0]), text(v[0]).lastIndexOf(text(v[1]))));
    functions.member(
        "lastIndexOf",
        "string_last_index_of_string_int",
        INT,
        List.of(STRING, STRING, INT),
        v -> lastIndexOf(text(v[0]), text(v[1]), (Long) v[2]));
  }

  private static String text(Object value) {
    return (String) value;
  }

  private static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static int offset(String text, long index) {
    if (index < 0 || index > length(text)) throw outOfRange(index);
    return text.offsetByCodePoints(0, (int) index);
  }

  private static CelException outOfRange(long index) {
    return new CelException("index out of range: " + index);
  }

  private static Object charAt(String text, Object index) {
    int at = offset(text, (Long) index);
    return at == text.length() ? "" : Character.toString(text.codePointAt(at));
  }

  private static Object indexOf(String text, String part, long from) {
    if (from > length(text)) return part.isEmpty() ? from : -1L;
    return position(text, text.indexOf(part, offset(text, from)));
  }

  private static Object lastIndexOf(String text, String part, long from) {
    if (from >= length(text)) return part.isEmpty() ? from : -1L;
    return position(text, text.lastIndexOf(part, offset(text, from)));
  }

  private static Object position(String text, int found) {
    return found < 0 ? -1L : (long) text.codePointCount(0, found);
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) start++;
    while (end > start && isSpace(text.charAt(end - 1))) end--;
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' || c == '\u0085';
  }

  private static Object shift(String text, char first, int by) {
    return text.chars()
        .map(each -> each >= first && each < first + 26 ? each + by : each)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static Object substring(String text, long start, long end) {
    if (start > end) {
      throw new CelException("invalid substring range. start: %d, end: %d".formatted(start, end));
    }
    return text.substring(offset(text, start), offset(text, end));
  }

  /** An empty text is before each character, and behind the last. */
  private static Object replace(String text, String old, String with, long most) {
    LimitedText result = new LimitedText();
    int from = 0;
    for (long i = 0; i != most; i++) {
      int found = text.indexOf(old, from);
      if (old.isEmpty() && i > 0) {
        found = from == text.length() ? -1 : text.offsetByCodePoints(from, 1);
      }
      if (found < 0) break;
      result.append(text, from, found).append(with);
      from = found + old.length();
    }
    return result.append(text, from, text.length()).toString();
  }

  private static Object split(String text, String separator, long most) {
    List<Object> parts = new ArrayList<>();
    if (most == 0) return parts;
    int from = 0;
    while (most < 0 || parts.size() < most - 1) {
      int found =
          separator.isEmpty()
              ? from < text.length() ? text.offsetByCodePoints(from, 1) : text.length()
              : text.indexOf(separator, from);
      if (found < 0 || separator.isEmpty() && found >= text.length()) break;
      parts.add(text.substring(from, found));
      from = found + separator.length();
    }
    if (!separator.isEmpty() || from < text.length()) parts.add(text.substring(from));
    return parts;
  }

  private static Object join(List<?> parts, String separator) {
    Cost.look(parts.size());
    LimitedText joined = new LimitedText();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof String part)) {
        throw new CelException("join: invalid input: " + CelException.shown(parts.get(i)));
      }
      if (i > 0) joined.append(separator);
      joined.append(part);
    }
    return joined.toString();
  }

  private static Object quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            each -> {
              int at = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(each);
              if (at < 0) quoted.appendCodePoint(each);
              else quoted.append('\\').append("abfnrtv\\\"".charAt(at));
            });
    return quoted.append('"').toString();
  }
}
