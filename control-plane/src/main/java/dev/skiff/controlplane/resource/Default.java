package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A value that is filled in where a field is absent.
 *
 * @param path the field, from the object that the definition describes; objects on the way are made
 * @param absence what counts as absent
 * @param conditions all must hold
 * @param value what is set; a text {@code ${path}} copies a field of the same object
 */
public record Default(
    List<String> path, Absence absence, List<Condition> conditions, JsonNode value) {

  /** What counts as absent beside what is not there, null and an empty text. */
  public enum Absence {
    /** An empty list. */
    EMPTY,
    /** That and 0, as for fields that upstream does not point to. */
    EMPTY_OR_ZERO,
    /** Not even these: only what is not there, as in custom resources. */
    MISSING
  }

  /**
   * Something about the object that is being filled.
   *
   * @param path the field it is about
   * @param kind what about it
   * @param value the text it must have for {@link Kind#EQUALS}, else empty
   */
  public record Condition(List<String> path, Kind kind, String value) {
    /** What a condition may ask. */
    public enum Kind {
      EQUALS,
      PRESENT,
      ABSENT,
      /** It is there, if empty. */
      THERE
    }

    static Condition parse(String text) {
      int equals = text.indexOf('=');
      if (equals > 0) {
        return new Condition(
            split(text.substring(0, equals)), Kind.EQUALS, text.substring(equals + 1));
      }
      if (text.startsWith("?")) return new Condition(split(text.substring(1)), Kind.THERE, "");
      return text.startsWith("!")
          ? new Condition(split(text.substring(1)), Kind.ABSENT, "")
          : new Condition(split(text), Kind.PRESENT, "");
    }
  }

  /** Reads the notation of {@code facts/defaults.yaml}: {@code path [or 0] [when condition]}. */
  public static Default parse(String key, JsonNode value) {
    String[] parts = key.split(" when ", 2);
    boolean zero = parts[0].endsWith(" or 0");
    String path = zero ? parts[0].substring(0, parts[0].length() - 5) : parts[0];
    List<Condition> conditions =
        parts.length == 1
            ? List.of()
            : List.of(parts[1].split(" and ")).stream().map(Condition::parse).toList();
    return new Default(
        split(path), zero ? Absence.EMPTY_OR_ZERO : Absence.EMPTY, conditions, value);
  }

  private static List<String> split(String path) {
    return List.of(path.split("\\."));
  }
}
