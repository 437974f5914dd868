package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.protobuf.Field.Form;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.util.Base64;

/**
 * Reads messages into trees. What Go leaves out of JSON is left out here: zero values of fields
 * that are no pointers and marked so, and times that are not set.
 */
final class MessageReader {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private int depth;

  private MessageReader() {}

  /** Reads all that is left into an object. */
  static void read(WireReader reader, MessageType type, ObjectNode into) throws MalformedException {
    new MessageReader().fields(reader, type, into);
  }

  static void requireWireType(int tag, int wanted, String field) throws MalformedException {
    if ((tag & 7) != wanted) {
      throw new MalformedException("proto: wrong wireType = " + (tag & 7) + " for field " + field);
    }
  }

  private void fields(WireReader reader, MessageType type, ObjectNode into)
      throws MalformedException {
    if (++depth > UntrustedJson.MAXIMUM_DEPTH) throw new MalformedException("exceeded max depth");
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      int number = tag >>> 3;
      int wireType = tag & 7;
      if (wireType == WireReader.END_GROUP) {
        throw new MalformedException(
            "proto: " + simpleName(type) + ": wiretype end group for non-group");
      }
      if (tag >> 3 <= 0) {
        throw new MalformedException(
            "proto: %s: illegal tag %d (wire type %d)"
                .formatted(simpleName(type), tag >> 3, wireType));
      }
      Field field = type.numbered(number);
      if (field == null) {
        reader.skip(wireType);
        continue;
      }
      boolean packed =
          field.many() == Field.Many.LIST
              && field.form() == Form.INTEGER
              && wireType == WireReader.BYTES;
      if (!packed && wireType != field.wireType()) {
        requireWireType(tag, field.wireType(), goName(type, field));
      }
      field(reader, field, packed, into);
    }
    depth--;
  }

  private void field(WireReader reader, Field field, boolean packed, ObjectNode into)
      throws MalformedException {
    if (field.inline()) {
      fields(reader.delimited(), MessageTypes.named(field.message()), into);
      return;
    }
    switch (field.many()) {
      case ONE -> {
        JsonNode value = value(reader, field, into.get(field.name()));
        if (!omitted(field, value)) into.set(field.name(), value);
        else into.remove(field.name());
      }
      case LIST -> {
        ArrayNode list = into.withArrayProperty(field.name());
        if (packed) {
          WireReader numbers = reader.delimited();
          while (numbers.hasNext()) list.add(numbers.varint());
        } else {
          list.add(value(reader, field, null));
        }
      }
      case MAP -> entry(reader.delimited(), field, into.withObjectProperty(field.name()));
    }
  }

  private void entry(WireReader entry, Field field, ObjectNode into) throws MalformedException {
    String key = "";
    JsonNode value = null;
    while (entry.hasNext()) {
      int tag = (int) entry.varint();
      switch (tag >>> 3) {
        case 1 -> key = entry.delimited().text();
        case 2 -> value = value(entry, field, null);
        default -> entry.skip(tag & 7);
      }
    }
    into.set(key, value == null ? zero(field) : value);
  }

  private static JsonNode zero(Field field) {
    return switch (field.form()) {
      case STRING -> JSON.textNode("");
      case QUANTITY -> JSON.textNode("0");
      case MESSAGE -> JSON.objectNode();
      default -> JSON.nullNode();
    };
  }

  private static boolean omitted(Field field, JsonNode value) {
    if (value.isNull()) return true;
    if (field.optional() || !field.omittedWhenZero()) return false;
    return switch (field.form()) {
      case STRING, BYTES -> value.textValue().isEmpty();
      // Go writes a zero here, and takes it for none when it fills in defaults.
      case INTEGER, DOUBLE, INT_OR_STRING ->
          value.isNumber() ? value.doubleValue() == 0 : value.asText().isEmpty();
      case BOOLEAN -> !value.booleanValue();
      default -> false;
    };
  }

  /**
   * @param earlier an earlier value of the same field, to which a message adds; null if none
   */
  private JsonNode value(WireReader reader, Field field, JsonNode earlier)
      throws MalformedException {
    return switch (field.form()) {
      case STRING -> JSON.textNode(reader.delimited().text());
      case BYTES -> JSON.textNode(Base64.getEncoder().encodeToString(reader.delimited().rest()));
      case INTEGER -> JSON.numberNode(reader.varint());
      case BOOLEAN -> JSON.booleanNode(reader.varint() != 0);
      case DOUBLE -> JSON.numberNode(reader.fixed64());
      case TIME -> time(reader.delimited(), false);
      case MICRO_TIME -> time(reader.delimited(), true);
      case QUANTITY -> quantity(reader.delimited());
      case INT_OR_STRING -> intOrString(reader.delimited());
      case RAW_JSON -> raw(reader.delimited());
      case MESSAGE -> message(reader.delimited(), MessageTypes.named(field.message()), earlier);
    };
  }

  private JsonNode message(WireReader reader, MessageType type, JsonNode earlier)
      throws MalformedException {
    boolean plain = type.shape() == MessageType.Shape.OBJECT;
    ObjectNode object = plain && earlier instanceof ObjectNode o ? o : JSON.objectNode();
    fields(reader, type, object);
    return switch (type.shape()) {
      case OBJECT -> object;
      case LIST -> object.withArrayProperty("items");
      case SCHEMA_OR_BOOL ->
          object.has("schema")
              ? object.get("schema")
              : JSON.booleanNode(object.path("allows").asBoolean());
      case SCHEMA_OR_ARRAY -> {
        if (object.has("schema")) yield object.get("schema");
        yield object.withArrayProperty(type.field(1).name());
      }
    };
  }

  private static JsonNode time(WireReader reader, boolean micro) throws MalformedException {
    long seconds = 0;
    long nanos = 0;
    boolean set = false;
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      switch (tag >>> 3) {
        case 1 -> {
          requireWireType(tag, WireReader.VARINT, "Seconds");
          seconds = reader.varint();
        }
        case 2 -> {
          requireWireType(tag, WireReader.VARINT, "Nanos");
          nanos = reader.varint();
        }
        default -> reader.skip(tag & 7);
      }
      set = true;
    }
    String text = set ? Times.format(seconds, nanos, micro) : null;
    return text == null ? JSON.nullNode() : JSON.textNode(text);
  }

  private static JsonNode quantity(WireReader reader) throws MalformedException {
    String text = "0";
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      if (tag >>> 3 == 1) {
        requireWireType(tag, WireReader.BYTES, "String_");
        text = reader.delimited().text();
      } else {
        reader.skip(tag & 7);
      }
    }
    return JSON.textNode(text);
  }

  private static JsonNode intOrString(WireReader reader) throws MalformedException {
    long type = 0;
    long number = 0;
    String text = "";
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      switch (tag >>> 3) {
        case 1 -> {
          requireWireType(tag, WireReader.VARINT, "Type");
          type = reader.varint();
        }
        case 2 -> {
          requireWireType(tag, WireReader.VARINT, "IntVal");
          number = reader.varint();
        }
        case 3 -> {
          requireWireType(tag, WireReader.BYTES, "StrVal");
          text = reader.delimited().text();
        }
        default -> reader.skip(tag & 7);
      }
    }
    return type == 1 ? JSON.textNode(text) : JSON.numberNode((int) number);
  }

  private static JsonNode raw(WireReader reader) throws MalformedException {
    byte[] json = {};
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      if (tag >>> 3 == 1) {
        requireWireType(tag, WireReader.BYTES, "Raw");
        json = reader.delimited().rest();
      } else {
        reader.skip(tag & 7);
      }
    }
    if (json.length == 0) return JSON.nullNode();
    try {
      JsonNode value = UntrustedJson.tree(json);
      return value == null ? JSON.nullNode() : value;
    } catch (IOException notJson) {
      throw new MalformedException("raw bytes are not JSON");
    }
  }

  private static String simpleName(MessageType type) {
    return type.name().substring(type.name().lastIndexOf('.') + 1);
  }

  /** The name that a field has in Go, for messages. */
  private static String goName(MessageType type, Field field) {
    return switch (field.name()) {
      case "metadata" -> type.name().endsWith("List") ? "ListMeta" : "ObjectMeta";
      case "uid" -> "UID";
      case "apiVersion" -> "APIVersion";
      case "apiGroup" -> "APIGroup";
      default -> Character.toUpperCase(field.name().charAt(0)) + field.name().substring(1);
    };
  }
}
