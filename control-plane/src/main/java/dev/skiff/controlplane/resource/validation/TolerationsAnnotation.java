package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
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
 * Tolerations in an annotation, where they once were. Nobody reads them any more, but they must be
 * right. They are read as {@code encoding/json} does: names in any case, what is wrong is told of
 * the first value of another type.
 */
final class TolerationsAnnotation {
  private static final String KEY = "scheduler.alpha.kubernetes.io/tolerations";

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
   * A field of a toleration.
   *
   * @param name its name in the API, in any case
   * @param type its type in Go
   */
  private record Field(String name, String type) {
    boolean number() {
      return type.equals("int64");
    }
  }

  private static final List<Field> FIELDS =
      List.of(
          new Field("key", "string"),
          new Field("operator", "core.TolerationOperator"),
          new Field("value", "string"),
          new Field("effect", "core.TaintEffect"),
          new Field("tolerationSeconds", "int64"));

  private final ArrayNode tolerations = JsonNodeFactory.instance.arrayNode();
  private String problem;

  private TolerationsAnnotation() {}

  /**
   * @param field path of the annotations
   */
  static void check(String field, JsonNode annotations, FieldErrors errors) {
    String text = annotations.path(KEY).asText("");
    if (text.isEmpty()) return;
    TolerationsAnnotation read = new TolerationsAnnotation();
    read.problem = GoJson.problem(text.getBytes(StandardCharsets.UTF_8));
    if (read.problem == null) read.read(text);
    if (read.problem == null) TolerationRules.check(field + "." + KEY, read.tolerations, errors);
    else errors.invalid(field, KEY, read.problem);
  }

  private void read(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_NULL) return;
      if (first != JsonToken.START_ARRAY) {
        wrong(json, " into Go value of type []core.Toleration");
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) toleration(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Well-formed JSON cannot be read", impossible);
    }
  }

  private void toleration(JsonParser json) throws IOException {
    ObjectNode toleration = tolerations.addObject();
    if (json.currentToken() == JsonToken.VALUE_NULL) return;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      wrong(json, " into Go value of type core.Toleration");
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      Optional<Field> field = FIELDS.stream().filter(f -> f.name.equalsIgnoreCase(name)).findAny();
      if (field.isPresent()) field(toleration, field.get(), json);
      else json.skipChildren();
    }
  }

  private void field(ObjectNode toleration, Field field, JsonParser json) throws IOException {
    String name = field.name;
    JsonToken value = json.currentToken();
    if (value == JsonToken.VALUE_NULL) {
      // Only numbers may be absent; texts stay as they are.
      if (field.number()) toleration.remove(name);
    } else if (!field.number() && value == JsonToken.VALUE_STRING) {
      toleration.put(name, json.getText());
    } else if (field.number() && value == JsonToken.VALUE_NUMBER_INT && isLong(json.getText())) {
      toleration.put(name, Long.parseLong(json.getText()));
    } else {
      String inGo = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      String number = field.number() && value.isNumeric() ? " " + json.getText() : "";
      wrong(json, number + " into Go struct field Toleration." + inGo + " of type " + field.type);
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
