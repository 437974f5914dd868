package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field by which custom resources can be chosen: {@code .spec.color}.
 *
 * @param steps names of fields; keys of maps are in brackets
 * @param type of the field
 */
record SelectablePath(List<String> steps, String type) {
  /** A delimiter, or what is between delimiters. */
  private static final Pattern TOKEN =
      Pattern.compile("[.\\[\\]]|'([^'\\\\]|\\\\.)*+'|[^.\\[\\]]+");

  /** What is wrong with a path. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String problem) {
      super(problem);
    }
  }

  /**
   * @param schema of whole objects
   */
  static SelectablePath of(String path, JsonNode schema) throws Malformed {
    List<String> steps = new ArrayList<>();
    JsonNode at = schema;
    Matcher tokens = TOKEN.matcher(path);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.equals("[")) throw new Malformed("array notation is not allowed");
      if (!token.equals(".")) throw new Malformed("expected [ or . but got: " + token);
      if (!tokens.find()) throw new Malformed("unexpected end of JSON path");
      boolean structure = !at.path("properties").isEmpty();
      String name = tokens.group();
      at = structure ? at.path("properties").path(name) : at.path("additionalProperties");
      if (!at.isObject()) throw new Malformed("does not refer to a valid field");
      steps.add(structure ? name : "[" + name + "]");
    }
    return new SelectablePath(steps, at.path("type").asText(""));
  }

  boolean ofMetadata() {
    return steps.getFirst().equals("metadata");
  }

  String normal() {
    return String.join(".", steps);
  }
}
