package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes an OpenAPI v2 document that is JSON as the protocol buffers that kubectl and client-go ask
 * for: the messages of gnostic's {@code openapi.v2} as far as the document uses them. What may be
 * any value is written as YAML, of which JSON is a part.
 */
public final class OpenApiV2Writer {
  /** The media type as clients name it, and as the answer does. */
  public static final String ACCEPTED =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  public static final String MEDIA_TYPE =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final byte[] json;
  private final JsonTape tape = new JsonTape();
  private final JsonScalars scalars = new JsonScalars();
  private final BackwardBuffer out;

  private OpenApiV2Writer(byte[] json) {
    this.json = json;
    this.out = new BackwardBuffer(json.length);
  }

  /** Writes a document. */
  public static byte[] write(byte[] json) {
    OpenApiV2Writer writer = new OpenApiV2Writer(json);
    writer.tape.read(json);
    writer.members(0, writer::document);
    return writer.out.toByteArray();
  }

  private interface Member {
    void write(String name, int node);
  }

  private interface Message {
    void write(int node);
  }

  private void document(String name, int node) {
    switch (name) {
      case "swagger" -> string(1, node);
      case "info" -> message(2, node, this::info);
      case "paths" -> message(8, node, paths -> named(2, paths, path -> members(path, this::path)));
      case "definitions" -> message(9, node, all -> named(1, all, this::schema));
      default -> extension(16, name, node);
    }
  }

  private void info(int node) {
    members(
        node,
        (name, value) -> {
          switch (name) {
            case "title" -> string(1, value);
            case "version" -> string(2, value);
            case "description" -> string(3, value);
            default -> extension(7, name, value);
          }
        });
  }

  private void path(String name, int node) {
    switch (name) {
      case "get" -> message(2, node, this::operation);
      case "put" -> message(3, node, this::operation);
      case "post" -> message(4, node, this::operation);
      case "delete" -> message(5, node, this::operation);
      case "options" -> message(6, node, this::operation);
      case "head" -> message(7, node, this::operation);
      case "patch" -> message(8, node, this::operation);
      case "parameters" -> each(node, parameter -> message(9, parameter, this::parameter));
      default -> extension(10, name, node);
    }
  }

  private void operation(int node) {
    members(
        node,
        (name, value) -> {
          switch (name) {
            case "tags" -> each(value, tag -> string(1, tag));
            case "description" -> string(3, value);
            case "operationId" -> string(5, value);
            case "produces" -> each(value, type -> string(6, type));
            case "consumes" -> each(value, type -> string(7, type));
            case "parameters" -> each(value, one -> message(8, one, this::parameter));
            case "responses" -> message(9, value, all -> named(1, all, this::response));
            default -> extension(13, name, value);
          }
        });
  }

  /** A ParametersItem: by what it is in, one of several messages. */
  private void parameter(int node) {
    int reference = member(node, "$ref");
    if (reference >= 0) {
      message(2, reference, text -> string(1, text));
      return;
    }
    switch (text(member(node, "in"))) {
      case "body" -> message(1, node, one -> message(1, one, this::bodyParameter));
      case "path" -> nonBody(node, 4, 0);
      default -> nonBody(node, 3, 1);
    }
  }

  private void bodyParameter(int node) {
    members(
        node,
        (name, value) -> {
          switch (name) {
            case "description" -> string(1, value);
            case "name" -> string(2, value);
            case "in" -> string(3, value);
            case "required" -> bool(4, value);
            case "schema" -> message(5, value, this::schema);
            default -> extension(6, name, value);
          }
        });
  }

  /**
   * @param shift what the numbers behind the name are higher by
   */
  private void nonBody(int node, int number, int shift) {
    Member field =
        (name, value) -> {
          switch (name) {
            case "required" -> bool(1, value);
            case "in" -> string(2, value);
            case "description" -> string(3, value);
            case "name" -> string(4, value);
            case "type" -> string(5 + shift, value);
            case "format" -> string(6 + shift, value);
            case "uniqueItems" -> bool(19 + shift, value);
            default -> extension(22 + shift, name, value);
          }
        };
    message(1, node, one -> message(2, one, two -> message(number, two, n -> members(n, field))));
  }

  private void response(int node) {
    message(
        1,
        node,
        response ->
            members(
                response,
                (name, value) -> {
                  switch (name) {
                    case "description" -> string(1, value);
                    case "schema" -> message(2, value, item -> message(1, item, this::schema));
                    default -> extension(5, name, value);
                  }
                }));
  }

  private void schema(int node) {
    members(node, this::schemaField);
  }

  private void schemaField(String name, int node) {
    switch (name) {
      case "$ref" -> string(1, node);
      case "format" -> string(2, node);
      case "title" -> string(3, node);
      case "description" -> string(4, node);
      case "default" -> message(5, node, this::any);
      case "maximum" -> number(7, node);
      case "minimum" -> number(9, node);
      case "maxLength" -> integer(11, node);
      case "minLength" -> integer(12, node);
      case "pattern" -> string(13, node);
      case "maxItems" -> integer(14, node);
      case "minItems" -> integer(15, node);
      case "uniqueItems" -> bool(16, node);
      case "required" -> each(node, field -> string(19, field));
      case "enum" -> each(node, value -> message(20, value, this::any));
      case "additionalProperties" ->
          message(
              21,
              node,
              value -> {
                if (json[tape.start(value)] == '{') message(1, value, this::schema);
                else bool(2, value);
              });
      case "type" -> message(22, node, type -> string(1, type));
      case "items" -> message(23, node, items -> message(1, items, this::schema));
      case "allOf" -> each(node, part -> message(24, part, this::schema));
      case "properties" -> message(25, node, all -> named(1, all, this::schema));
      default -> extension(31, name, node);
    }
  }

  private void any(int node) {
    out.octets(json, tape.start(node), tape.end(node));
    out.varint(tape.end(node) - tape.start(node));
    out.tag(2, WireReader.BYTES);
  }

  private void extension(int number, String name, int node) {
    if (!name.startsWith("x-")) return;
    int since = out.size();
    message(2, node, this::any);
    out.field(1, name.getBytes(StandardCharsets.UTF_8));
    out.header(number, since);
  }

  /** A map: each member a message of its name and its value. */
  private void named(int number, int node, Message value) {
    members(
        node,
        (name, member) -> {
          int since = out.size();
          message(2, member, value);
          out.field(1, name.getBytes(StandardCharsets.UTF_8));
          out.header(number, since);
        });
  }

  private void message(int number, int node, Message content) {
    int since = out.size();
    content.write(node);
    out.header(number, since);
  }

  private void string(int number, int node) {
    int since = out.size();
    scalars.writeText(json, tape.start(node), tape.end(node), out);
    out.header(number, since);
  }

  private void bool(int number, int node) {
    out.octet(json[tape.start(node)] == 't' ? 1 : 0);
    out.tag(number, WireReader.VARINT);
  }

  private void integer(int number, int node) {
    out.varint(scalars.integer(json, tape.start(node), tape.end(node)));
    out.tag(number, WireReader.VARINT);
  }

  private void number(int number, int node) {
    double value = scalars.number(json, tape.start(node), tape.end(node));
    out.fixed64(Double.doubleToRawLongBits(value));
    out.tag(number, WireReader.FIXED64);
  }

  /** The members of an object, last first, since what is written last stands first. */
  private void members(int node, Member member) {
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
  private void each(int node, Message element) {
    int[] nodes = new int[16];
    int count = 0;
    for (int at = tape.first(node); at < tape.next(node); at = tape.next(at)) {
      if (count == nodes.length) nodes = Arrays.copyOf(nodes, count * 2);
      nodes[count++] = at;
    }
    while (count > 0) element.write(nodes[--count]);
  }

  private int member(int node, String wanted) {
    for (int at = tape.first(node); at < tape.next(node); at = tape.next(tape.next(at))) {
      if (text(at).equals(wanted)) return tape.next(at);
    }
    return -1;
  }

  private String text(int node) {
    if (node < 0) return "";
    return new String(scalars.text(json, tape.start(node), tape.end(node)), StandardCharsets.UTF_8);
  }
}
