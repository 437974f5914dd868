package dev.skiff.controlplane.api.protobuf;

import java.util.Map;

/**
 * Writes an OpenAPI v2 document that is JSON as the protocol buffers that kubectl and client-go ask
 * for: the messages of gnostic's {@code openapi.v2} as far as the document uses them.
 */
public final class OpenApiV2Writer extends OpenApiWriter {
  private static final int GET = 2;
  private static final Map<String, Integer> SCHEMA =
      Map.ofEntries(
          Map.entry("format", 2),
          Map.entry("title", 3),
          Map.entry("description", 4),
          Map.entry("maximum", 7),
          Map.entry("minimum", 9),
          Map.entry("maxLength", 11),
          Map.entry("minLength", 12),
          Map.entry("pattern", 13),
          Map.entry("maxItems", 14),
          Map.entry("minItems", 15),
          Map.entry("uniqueItems", 16),
          Map.entry("required", 19),
          Map.entry("enum", 20));

  public OpenApiV2Writer(byte[] json) {
    super(json, GET, SCHEMA);
  }

  @Override
  void document(String name, int node) {
    switch (name) {
      case "swagger" -> string(1, node);
      case "info" -> message(2, node, this::info);
      case "paths" -> message(8, node, paths -> named(2, paths, this::path));
      case "definitions" -> message(9, node, all -> named(1, all, this::schema));
      case "parameters" -> message(10, node, all -> named(1, all, this::shared));
      case "security" -> each(node, one -> message(12, one, all -> named(1, all, this::scopes)));
      case "securityDefinitions" ->
          message(13, node, all -> named(1, all, item -> message(2, item, this::apiKey)));
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

  @Override
  void pathField(String name, int node) {
    switch (name) {
      case "parameters" -> each(node, parameter -> message(9, parameter, this::parameter));
      default -> extension(10, name, node);
    }
  }

  @Override
  void operationField(String name, int node) {
    switch (name) {
      case "tags" -> each(node, tag -> element(1, tag));
      case "description" -> string(3, node);
      case "operationId" -> string(5, node);
      case "produces" -> each(node, type -> element(6, type));
      case "consumes" -> each(node, type -> element(7, type));
      case "schemes" -> each(node, scheme -> element(10, scheme));
      case "parameters" -> each(node, one -> message(8, one, this::parameter));
      case "responses" -> message(9, node, all -> named(1, all, this::response));
      default -> extension(13, name, node);
    }
  }

  /** Neither of the two has a reference. */
  private void shared(int node) {
    if (text(member(node, "in")).equals("body")) {
      message(1, node, this::bodyParameter);
    } else {
      nonBody(node);
    }
  }

  private void scopes(int node) {
    each(node, scope -> element(1, scope));
  }

  private void apiKey(int node) {
    members(
        node,
        (name, value) -> {
          switch (name) {
            case "type" -> string(1, value);
            case "name" -> string(2, value);
            case "in" -> string(3, value);
            case "description" -> string(4, value);
            default -> extension(5, name, value);
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
    message(1, node, this::shared);
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

  private void nonBody(int node) {
    boolean path = text(member(node, "in")).equals("path");
    // What the numbers behind the name are higher by, since only a query may say "allow empty".
    int shift = path ? 0 : 1;
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
    message(2, node, two -> message(path ? 4 : 3, two, one -> members(one, field)));
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

  @Override
  void ownSchemaField(String name, int node) {
    switch (name) {
      case "$ref" -> string(1, node);
      case "default" -> message(5, node, this::any);
      case "additionalProperties" ->
          message(
              21,
              node,
              value -> {
                if (json[tape.start(value)] == '{') message(1, value, this::schema);
                else truth(2, value);
              });
      case "type" -> message(22, node, type -> string(1, type));
      case "items" -> message(23, node, items -> message(1, items, this::schema));
      case "allOf" -> each(node, part -> message(24, part, this::schema));
      case "properties" -> message(25, node, all -> named(1, all, this::schema));
      default -> extension(31, name, node);
    }
  }
}
