package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes an OpenAPI document that is JSON as protocol buffers. What both versions have in common:
 * maps are lists of named values, what may be any value is YAML, of which JSON is a part.
 */
public abstract class OpenApiWriter {
  protected final byte[] json;
  protected final JsonTape tape = new JsonTape();
  protected final JsonScalars scalars = new JsonScalars();
  protected final BackwardBuffer out;

  /** The methods of a path, whose numbers follow each other in both versions. */
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  private final int firstMethod;
  private final Map<String, Integer> schemaFields;

  /**
   * @param firstMethod the number of a path's {@code get}
   * @param schemaFields the numbers of those fields of a schema that have one form in both versions
   */
  OpenApiWriter(byte[] json, int firstMethod, Map<String, Integer> schemaFields) {
    this.json = json;
    this.out = new BackwardBuffer(json.length);
    this.firstMethod = firstMethod;
    this.schemaFields = schemaFields;
    tape.read(json);
  }

  /** The media type of a version as clients name it. */
  public static String accepted(String version) {
    return "application/com.github.proto-openapi.spec." + version + "@v1.0+protobuf";
  }

  /** The same as answers have it. */
  public static String mediaType(String version) {
    return "application/com.github.proto-openapi.spec." + version + ".v1.0+protobuf";
  }

  /** Writes the document. */
  public final byte[] write() {
    members(0, this::document);
    return out.toByteArray();
  }

  /** A field of the document. */
  abstract void document(String name, int node);

  /** A field of a path that is no method. */
  abstract void pathField(String name, int node);

  /** A field of an operation. */
  abstract void operationField(String name, int node);

  /** A field of a schema that has a form of its own in this version. */
  abstract void ownSchemaField(String name, int node);

  protected final void path(int node) {
    members(
        node,
        (name, value) -> {
          int method = METHODS.indexOf(name);
          if (method < 0) pathField(name, value);
          else message(firstMethod + method, value, one -> members(one, this::operationField));
        });
  }

  protected final void schema(int node) {
    members(node, this::schemaField);
  }

  private void schemaField(String name, int node) {
    Integer number = schemaFields.get(name);
    if (number == null) {
      ownSchemaField(name, node);
      return;
    }
    switch (name) {
      case "required" -> each(node, field -> element(number, field));
      case "enum" -> each(node, value -> message(number, value, this::any));
      case "maximum", "minimum", "multipleOf" -> number(number, node);
      case "nullable", "uniqueItems", "exclusiveMaximum", "exclusiveMinimum" -> bool(number, node);
      case "title", "description", "format", "pattern" -> string(number, node);
      default -> integer(number, node);
    }
  }

  /** A member of an object. */
  interface Member {
    void write(String name, int node);
  }

  /** A message made of a value. */
  interface Message {
    void write(int node);
  }

  protected final void any(int node) {
    out.octets(json, tape.start(node), tape.end(node));
    out.varint(tape.end(node) - tape.start(node));
    out.tag(2, WireReader.BYTES);
  }

  protected final void extension(int number, String name, int node) {
    if (!name.startsWith("x-")) return;
    int since = out.size();
    message(2, node, this::any);
    out.field(1, name.getBytes(StandardCharsets.UTF_8));
    out.header(number, since);
  }

  /** A map: each member a message of its name and its value. */
  protected final void named(int number, int node, Message value) {
    members(
        node,
        (name, member) -> {
          int since = out.size();
          message(2, member, value);
          out.field(1, name.getBytes(StandardCharsets.UTF_8));
          out.header(number, since);
        });
  }

  protected final void message(int number, int node, Message content) {
    int since = out.size();
    content.write(node);
    out.header(number, since);
  }

  /** A text; an empty one is not written. */
  protected final void string(int number, int node) {
    if (tape.end(node) - tape.start(node) > 2) element(number, node);
  }

  /** A text of a list. */
  protected final void element(int number, int node) {
    int since = out.size();
    scalars.writeText(json, tape.start(node), tape.end(node), out);
    out.header(number, since);
  }

  /** A truth; a false one is not written. */
  protected final void bool(int number, int node) {
    if (truth(node)) truth(number, node);
  }

  /** A truth that is one of several things, and so is written also if it is false. */
  protected final void truth(int number, int node) {
    out.octet(truth(node) ? 1 : 0);
    out.tag(number, WireReader.VARINT);
  }

  private boolean truth(int node) {
    return json[tape.start(node)] == 't';
  }

  /** A whole number; zero is not written. */
  protected final void integer(int number, int node) {
    long value = scalars.integer(json, tape.start(node), tape.end(node));
    if (value == 0) return;
    out.varint(value);
    out.tag(number, WireReader.VARINT);
  }

  /** A number; zero is not written. */
  protected final void number(int number, int node) {
    double value = scalars.number(json, tape.start(node), tape.end(node));
    if (value != 0) number(number, value);
  }

  protected final void number(int number, double value) {
    out.fixed64(Double.doubleToRawLongBits(value));
    out.tag(number, WireReader.FIXED64);
  }

  /** The members of an object, last first, since what is written last stands first. */
  protected final void members(int node, Member member) {
    int[] names = new int[16];
    int count = 0;
    for (int at = tape.first(node); at < tape.next(node); at = tape.next(tape.next(at))) {
      if (count == names.length) names = Arrays.copyOf(names, count * 2);
      names[count++] = at;
    }
    while (count > 0) {
      int name = names[--count];
      member.write(text(name), tape.next(name));
    }
  }

  /** The elements of a list, last first. */
  protected final void each(int node, Message element) {
    int[] nodes = new int[16];
    int count = 0;
    for (int at = tape.first(node); at < tape.next(node); at = tape.next(at)) {
      if (count == nodes.length) nodes = Arrays.copyOf(nodes, count * 2);
      nodes[count++] = at;
    }
    while (count > 0) element.write(nodes[--count]);
  }

  protected final int member(int node, String wanted) {
    for (int at = tape.first(node); at < tape.next(node); at = tape.next(tape.next(at))) {
      if (text(at).equals(wanted)) return tape.next(at);
    }
    return -1;
  }

  protected final String text(int node) {
    if (node < 0) return "";
    return new String(scalars.text(json, tape.start(node), tape.end(node)), StandardCharsets.UTF_8);
  }
}
