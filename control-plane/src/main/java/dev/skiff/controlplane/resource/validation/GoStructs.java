package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.GoJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A list of flat structs, read as {@code encoding/json} does: names in any case, what is wrong is
 * told of the first value of another type.
 */
final class GoStructs {
  /** How deep and long all is, is limited by the size of annotations alone; names are not kept. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * A field of a struct.
   *
   * @param name its name in the API, in any case
   * @param type its type in Go
   */
  record Field(String name, String type) {
    boolean number() {
      return type.equals("int64");
    }
  }

  private final String struct;
  private final List<Field> fields;
  private final ArrayNode elements = JsonNodeFactory.instance.arrayNode();
  private String problem;

  /**
   * @param struct its name, without that of the package core
   */
  GoStructs(String struct, List<Field> fields) {
    this.struct = struct;
    this.fields = fields;
  }

  /** Reads a list; nothing if it could be read, else what is wrong with it. */
  Optional<String> problem(String text) {
    problem = GoJson.problem(text.getBytes(StandardCharsets.UTF_8));
    if (problem == null) read(text);
    return Optional.ofNullable(problem);
  }

  /** What was read. */
  ArrayNode elements() {
    return elements;
  }

  private void read(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_NULL) return;
      if (first != JsonToken.START_ARRAY) {
        wrong(json, " into Go value of type []core." + struct);
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) element(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Well-formed JSON cannot be read", impossible);
    }
  }

  private void element(JsonParser json) throws IOException {
    ObjectNode element = elements.addObject();
    if (json.currentToken() == JsonToken.VALUE_NULL) return;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      wrong(json, " into Go value of type core." + struct);
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      Optional<Field> field = fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).findAny();
      if (field.isPresent()) field(element, field.get(), json);
      else json.skipChildren();
    }
  }

  private void field(ObjectNode element, Field field, JsonParser json) throws IOException {
    String name = field.name;
    JsonToken value = json.currentToken();
    if (value == JsonToken.VALUE_NULL) {
      // Only numbers may be absent; texts stay as they are.
      if (field.number()) element.remove(name);
    } else if (!field.number() && value == JsonToken.VALUE_STRING) {
      element.put(name, json.getText());
    } else if (field.number() && value == JsonToken.VALUE_NUMBER_INT && isLong(json.getText())) {
      element.put(name, Long.parseLong(json.getText()));
    } else {
      String inGo = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      String number = field.number() && value.isNumeric() ? " " + json.getText() : "";
      wrong(
          json, number + " into Go struct field " + struct + "." + inGo + " of type " + field.type);
    }
  }

  private static boolean isLong(String number) {
    try {
      Long.parseLong(number);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** The first wrong value is told; what is in it is not looked at. */
  private void wrong(JsonParser json, String what) throws IOException {
    String type =
        switch (json.currentToken()) {
          case START_OBJECT -> "object";
          case START_ARRAY -> "array";
          case VALUE_STRING -> "string";
          case VALUE_TRUE, VALUE_FALSE -> "bool";
          default -> "number";
        };
    if (problem == null) problem = "json: cannot unmarshal " + type + what;
    json.skipChildren();
  }
}
