package dev.skiff.controlplane.api.protobuf;

import java.util.Map;

/**
 * Writes an OpenAPI v3 document that is JSON as the messages of gnostic's {@code openapi.v3}, as
 * far as the document uses them.
 */
public final class OpenApiV3Writer extends OpenApiWriter {
  private static final int GET = 4;
  private static final Map<String, Integer> SCHEMA =
      Map.ofEntries(
          Map.entry("nullable", 1),
          Map.entry("title", 9),
          Map.entry("multipleOf", 10),
          Map.entry("maximum", 11),
          Map.entry("exclusiveMaximum", 12),
          Map.entry("minimum", 13),
          Map.entry("exclusiveMinimum", 14),
          Map.entry("maxLength", 15),
          Map.entry("minLength", 16),
          Map.entry("pattern", 17),
          Map.entry("maxItems", 18),
          Map.entry("minItems", 19),
          Map.entry("uniqueItems", 20),
          Map.entry("maxProperties", 21),
          Map.entry("minProperties", 22),
          Map.entry("required", 23),
          Map.entry("enum", 24),
          Map.entry("description", 34),
          Map.entry("format", 35));

  public OpenApiV3Writer(byte[] json) {
    super(json, GET, SCHEMA);
  }

  @Override
  void document(String name, int node) {
    switch (name) {
      case "openapi" -> string(1, node);
      case "info" -> message(2, node, info -> members(info, this::info));
      case "paths" -> message(4, node, all -> named(1, all, this::path));
      case "components" -> message(5, node, parts -> members(parts, this::components));
      default -> extension(9, name, node);
    }
  }

  private void info(String name, int node) {
    switch (name) {
      case "title" -> string(1, node);
      case "description" -> string(2, node);
      case "version" -> string(6, node);
      default -> extension(7, name, node);
    }
  }

  private void components(String name, int node) {
    switch (name) {
      case "schemas" -> message(1, node, all -> named(1, all, this::schemaOrReference));
      case "securitySchemes" ->
          message(
              7,
              node,
              all ->
                  named(
                      1,
                      all,
                      one -> message(1, one, scheme -> members(scheme, this::securityScheme))));
      default -> extension(10, name, node);
    }
  }

  private void securityScheme(String name, int node) {
    switch (name) {
      case "type" -> string(1, node);
      case "description" -> string(2, node);
      case "name" -> string(3, node);
      case "in" -> string(4, node);
      case "scheme" -> string(5, node);
      default -> extension(9, name, node);
    }
  }

  @Override
  void pathField(String name, int node) {
    switch (name) {
      case "parameters" -> each(node, one -> parameter(13, one));
      default -> extension(14, name, node);
    }
  }

  @Override
  void operationField(String name, int node) {
    switch (name) {
      case "tags" -> each(node, tag -> element(1, tag));
      case "description" -> string(3, node);
      case "operationId" -> string(5, node);
      case "parameters" -> each(node, one -> parameter(6, one));
      case "requestBody" ->
          message(7, node, either -> message(1, either, body -> members(body, this::body)));
      case "responses" -> message(8, node, all -> named(2, all, this::response));
      default -> extension(13, name, node);
    }
  }

  private void parameter(int number, int node) {
    message(
        number,
        node,
        either -> message(1, either, parameter -> members(parameter, this::parameterField)));
  }

  private void parameterField(String name, int node) {
    switch (name) {
      case "name" -> string(1, node);
      case "in" -> string(2, node);
      case "description" -> string(3, node);
      case "required" -> bool(4, node);
      case "schema" -> message(10, node, this::schemaOrReference);
      default -> extension(14, name, node);
    }
  }

  private void body(String name, int node) {
    switch (name) {
      case "description" -> string(1, node);
      case "content" -> content(2, node);
      case "required" -> bool(3, node);
      default -> extension(4, name, node);
    }
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
                    case "content" -> content(3, value);
                    default -> extension(5, name, value);
                  }
                }));
  }

  private void content(int number, int node) {
    message(
        number,
        node,
        all ->
            named(
                1,
                all,
                type ->
                    members(
                        type,
                        (name, value) -> {
                          if (name.equals("schema")) message(1, value, this::schemaOrReference);
                          else extension(5, name, value);
                        })));
  }

  private void schemaOrReference(int node) {
    int reference = member(node, "$ref");
    if (reference >= 0) {
      message(2, reference, text -> string(1, text));
    } else {
      message(1, node, this::schema);
    }
  }

  @Override
  void ownSchemaField(String name, int node) {
    switch (name) {
      case "type" -> string(25, node);
      case "allOf" -> each(node, part -> message(26, part, this::schemaOrReference));
      case "oneOf" -> each(node, part -> message(27, part, this::schemaOrReference));
      case "anyOf" -> each(node, part -> message(28, part, this::schemaOrReference));
      case "not" -> message(29, node, this::schema);
      case "items" -> message(30, node, item -> message(1, item, this::schemaOrReference));
      case "properties" -> message(31, node, all -> named(1, all, this::schemaOrReference));
      case "additionalProperties" -> message(32, node, this::additionalProperties);
      case "default" -> message(33, node, this::defaultValue);
      default -> extension(36, name, node);
    }
  }

  private void additionalProperties(int node) {
    if (json[tape.start(node)] == '{') {
      message(1, node, this::schemaOrReference);
    } else {
      truth(2, node);
    }
  }

  /** A number, a truth or a text; there is no place for objects and lists. */
  private void defaultValue(int node) {
    switch (json[tape.start(node)]) {
      case '{', '[', 'n' -> {}
      case 't', 'f' -> truth(2, node);
      case '"' -> element(3, node);
      default -> number(1, scalars.number(json, tape.start(node), tape.end(node)));
    }
  }
}
