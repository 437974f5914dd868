package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the table of protocol buffers knows of Go's types: which fields are written when. */
final class GoFields {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern EMPTIABLE = Pattern.compile("[syibd]|[*%].*");
  private static final Pattern FIELD = Pattern.compile("\\d+([?~&]*)([^:]*):(.*)");

  /**
   * A field of a Go struct.
   *
   * @param pointer whether it can be absent in Go
   * @param omitted whether JSON leaves it out when it is zero
   * @param type in the notation of the table
   */
  record Field(boolean pointer, boolean omitted, String type) {
    /** As Go's encoder has it: of structs that are no pointers, none is too empty to be written. */
    boolean omittedWhenZero() {
      return omitted && !pointer && EMPTIABLE.matcher(type).matches();
    }

    /**
     * What JSON shows where nobody has set the field; null if it shows nothing, or an object, which
     * has fields of its own.
     */
    JsonNode shownWhenZero() {
      boolean struct = type.equals("T") || type.equals("U") || type.equals("I");
      if (pointer || omitted && !struct) return null;
      return switch (type.charAt(0)) {
        case '*', '%', 'y', 'T', 'U' -> JSON.nullNode();
        default ->
            switch (type) {
              case "s" -> JSON.textNode("");
              case "i", "d", "I" -> JSON.numberNode(0);
              case "b" -> JSON.booleanNode(false);
              case "Q" -> JSON.textNode("0");
              default -> null;
            };
      };
    }

    /** Whether it is, or may be, a text that Go tells from none when it is empty. */
    boolean emptyIsPresent() {
      return pointer && (type.equals("s") || type.equals("I"));
    }
  }

  private final Map<String, String> lines = new HashMap<>();

  private GoFields(String table) {
    for (String line : table.split("\n")) {
      int name = line.indexOf(' ');
      if (!line.startsWith("#") && name > 0) {
        lines.put(shortName(line.substring(0, name)), line.substring(name + 1));
      }
    }
  }

  static GoFields load() throws IOException {
    try (InputStream in = GoFields.class.getResourceAsStream("protobuf.txt")) {
      return new GoFields(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * The fields of a message by their names in JSON, those of embedded structs with them; none if
   * the table has no such message.
   *
   * @param definition short name such as core.v1.PodSpec
   */
  Map<String, Field> of(String definition) {
    Map<String, Field> fields = new HashMap<>();
    String line = lines.getOrDefault(definition, "");
    for (String entry : line.isEmpty() ? new String[0] : line.split(" ")) {
      Matcher field = FIELD.matcher(entry);
      if (!field.matches()) throw new IllegalStateException(definition + ": " + entry);
      String flags = field.group(1);
      if (flags.contains("&")) {
        fields.putAll(of(shortName(field.group(3))));
      } else {
        fields.put(
            field.group(2), new Field(flags.contains("?"), flags.contains("~"), field.group(3)));
      }
    }
    return fields;
  }

  /** admissionregistration.k8s.io/v1.Rule is admissionregistration.v1.Rule, v1.Pod core.v1.Pod. */
  private static String shortName(String message) {
    int slash = message.indexOf('/');
    if (slash < 0) return "core." + message;
    return message.substring(0, slash).split("\\.")[0] + "." + message.substring(slash + 1);
  }
}
