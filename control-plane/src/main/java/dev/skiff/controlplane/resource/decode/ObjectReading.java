package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.validation.GoText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One pass over one body: tokens in, a pruned tree out, and a list of what was wrong with it. */
final class ObjectReading {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Upstream reports no more either. */
  private static final int MOST_PROBLEMS = 100;

  private static final int MOST_HINTS = 10;
  private static final int LONGEST_HINTED = 64;

  private final JsonParser parser;
  private final Encoding encoding;
  private final Schema root;
  private final String kind;
  private final FieldPosition position = new FieldPosition();
  private final Scalars scalars;
  private final List<String> unknown = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();
  private String typeError;
  private boolean keepsNulls;

  ObjectReading(JsonParser parser, Encoding encoding, Schema root, String kind) {
    this.parser = parser;
    this.encoding = encoding;
    this.root = root;
    this.kind = kind;
    this.scalars = new Scalars(parser, root.name() == null);
  }

  /** Leaves nulls in a custom resource that its schema does not allow. */
  ObjectReading keepingNulls() {
    keepsNulls = true;
    return this;
  }

  ObjectNode read() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) throw new JsonEOFException(parser, null, "empty body");
    if (first != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "an object is expected");
    }
    position.enterStruct(root.name() == null ? kind : GoTypes.simpleName(root));
    ObjectNode object = object(root);
    if (encoding == Encoding.JSON && parser.nextToken() != null) {
      throw new JsonParseException(parser, "more after the object");
    }
    return object;
  }

  /** The first value of a wrong type, in upstream's words; null if there is none. */
  String typeError() {
    return typeError;
  }

  /** Unknown and duplicate fields. YAML's duplicates are reported by its own reader upstream. */
  List<String> problems() {
    if (encoding == Encoding.JSON || duplicates.isEmpty()) return unknown;
    List<String> problems = new ArrayList<>();
    problems.add("yaml: unmarshal errors:\n  " + String.join("\n  ", duplicates));
    problems.addAll(unknown);
    return problems;
  }

  /** What may have been meant by unknown fields; nothing that upstream says. */
  List<String> hints() {
    return hints;
  }

  private ObjectNode object(Schema schema) throws IOException {
    ObjectNode object = NODES.objectNode();
    Map<String, Schema> properties = schema.properties();
    Schema values = schema.additionalProperties();
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      Schema known = properties.get(field);
      if (known == null) known = values;
      position.field(field, values != null);
      boolean again = object.has(field);
      if (again) duplicate(field);
      parser.nextToken();
      if (known == null && !schema.preserveUnknownFields()) {
        unknown(field, schema);
        parser.skipChildren();
      } else {
        JsonNode value = known == null ? any() : value(known);
        if (value != null) {
          if (known != null && known.omittedWhenZero() && zero(value)) object.remove(field);
          else object.set(field, value);
        }
      }
      position.leaveField();
    }
    return object;
  }

  private void unknown(String field, Schema siblings) {
    String path = position.toString();
    report(unknown, "unknown field " + GoText.quote(path));
    // Who sends very long names did not mean anything.
    if (field.length() > LONGEST_HINTED || hints.size() == MOST_HINTS) return;
    String meant = Suggestion.of(path, field, siblings, root);
    if (meant != null) report(hints, path + ": did you mean " + meant + "?");
  }

  private static boolean zero(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY, OBJECT -> value.isEmpty();
      case STRING -> value.textValue().isEmpty();
      case BOOLEAN -> !value.booleanValue();
      case NUMBER -> value.doubleValue() == 0;
      default -> false;
    };
  }

  private void duplicate(String field) {
    if (encoding == Encoding.YAML) {
      int line = parser.currentLocation().getLineNr();
      report(duplicates, "line " + line + ": key " + GoText.quote(field) + " already set in map");
    } else {
      report(unknown, "duplicate field " + GoText.quote(position.toString()));
    }
  }

  private static void report(List<String> list, String problem) {
    if (list.size() < MOST_PROBLEMS && !list.contains(problem)) list.add(problem);
  }

  /** The value at the current token; null if it is to be left out. */
  private JsonNode value(Schema schema) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) return nothing(schema);
    if (tooDeep(token)) return refuseDepth();
    if (schema.properties().isEmpty()
        && schema.items() == null
        && schema.additionalProperties() == null) {
      if (schema.type().equals("object") || schema.preserveUnknownFields()) return opaque(schema);
      return scalar(schema, token);
    }
    if (schema.items() != null) {
      return token == JsonToken.START_ARRAY ? array(schema) : mismatch(schema);
    }
    if (token != JsonToken.START_OBJECT) return mismatch(schema);
    boolean struct = !schema.properties().isEmpty();
    if (struct) position.enterStruct(GoTypes.simpleName(schema));
    ObjectNode object = object(schema);
    if (struct) position.leaveStruct();
    return object;
  }

  private JsonNode opaque(Schema schema) throws IOException {
    if (schema.name() != null && parser.currentToken() != JsonToken.START_OBJECT) {
      return mismatch(schema);
    }
    if (schema.preserveUnknownFields()) return any();
    // A definition without fields: an empty struct.
    return parser.currentToken() == JsonToken.START_OBJECT ? object(schema) : any();
  }

  private JsonNode nothing(Schema schema) {
    if (schema.nullable()) return NODES.nullNode();
    if (schema.insteadOfNull() != null) return schema.insteadOfNull().deepCopy();
    // Upstream takes what must not be null out of the objects and maps of a custom resource alone.
    if (ofCustomResource()) return keepsNulls || position.inList() ? NODES.nullNode() : null;
    // A null in a map or list of texts is Go's zero value there, a null field is an absent one.
    return position.inCollection() && schema.type().equals("string") ? NODES.textNode("") : null;
  }

  private boolean ofCustomResource() {
    return root.name() == null && !position.inMetadata();
  }

  private ArrayNode array(Schema schema) throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      position.element(index);
      JsonNode element = value(schema.items());
      if (element != null) array.add(element);
      position.leaveField();
    }
    return array;
  }

  private JsonNode scalar(Schema schema, JsonToken token) throws IOException {
    if (!token.isScalarValue()) return mismatch(schema);
    try {
      JsonNode value = scalars.read(schema);
      return value == null ? mismatch(schema) : value;
    } catch (Scalars.BadValue bad) {
      return judgedLater(schema) ? any() : wrong(bad.getMessage());
    }
  }

  /** A custom resource's values are judged by validation, with all else that is wrong with them. */
  private boolean judgedLater(Schema schema) {
    return root.name() == null && schema.name() == null && !position.inMetadata();
  }

  private JsonNode mismatch(Schema schema) throws IOException {
    if (judgedLater(schema)) return any();
    String what =
        switch (parser.currentToken()) {
          case START_OBJECT -> "object";
          case START_ARRAY -> "array";
          case VALUE_TRUE, VALUE_FALSE -> "bool";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              GoTypes.isNumber(schema) ? "number " + parser.getText() : "number";
          default -> "string";
        };
    parser.skipChildren();
    return wrong(
        "json: cannot unmarshal "
            + what
            + " into Go struct field "
            + goField()
            + " of type "
            + GoTypes.of(schema));
  }

  /** Of a custom resource upstream reads the metadata as an object of its own. */
  private String goField() {
    String field = position.goField();
    return root.name() == null ? field.replace("ObjectMeta.metadata.", "ObjectMeta.") : field;
  }

  /** What was read in parts, as patches are, is held to the same depth as a body. */
  private boolean tooDeep(JsonToken token) {
    return token.isStructStart() && position.depth() >= UntrustedJson.MAXIMUM_DEPTH;
  }

  private JsonNode refuseDepth() throws IOException {
    parser.skipChildren();
    return wrong("exceeded max depth");
  }

  private JsonNode wrong(String message) {
    if (typeError == null) typeError = message;
    return null;
  }

  /** Whatever is there, as it is; duplicate keys are reported here too. */
  private JsonNode any() throws IOException {
    JsonToken token = parser.currentToken();
    if (tooDeep(token)) return refuseDepth();
    // Upstream does not look into raw JSON of built-in types.
    boolean seen = encoding == Encoding.YAML || root.name() == null;
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
          position.field(field, true);
          if (object.has(field) && seen) duplicate(field);
          parser.nextToken();
          object.set(field, any());
          position.leaveField();
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
          position.element(index);
          array.add(any());
          position.leaveField();
        }
        yield array;
      }
      case VALUE_NULL -> NODES.nullNode();
      default -> {
        JsonNode scalar = scalars.any();
        yield scalar != null
            ? scalar
            : wrong(
                "json: cannot unmarshal number "
                    + parser.getText()
                    + " into Go value of type float64");
      }
    };
  }
}
