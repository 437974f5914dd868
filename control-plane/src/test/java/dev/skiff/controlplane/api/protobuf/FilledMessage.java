package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** Fills every field of a message, each with another value; no message within itself. */
final class FilledMessage {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private final Set<MessageType> open = new HashSet<>();
  private int count;

  void fill(MessageType type, ObjectNode into) {
    open.add(type);
    for (int i = 0; i < type.fieldCount(); i++) {
      Field field = type.field(i);
      if (into.has(field.name())) continue;
      MessageType message = field.form() == Field.Form.MESSAGE ? type.message(i) : null;
      if (field.inline()) {
        fill(message, into);
        continue;
      }
      if (open.contains(message)) continue;
      switch (field.many()) {
        case ONE -> into.set(field.name(), value(field, message));
        case LIST ->
            into.putArray(field.name()).add(value(field, message)).add(value(field, message));
        case MAP -> {
          ObjectNode map = into.putObject(field.name());
          for (String key : new String[] {"a", "z", "é\"\n"}) map.set(key, value(field, message));
        }
      }
    }
    open.remove(type);
  }

  private JsonNode value(Field field, MessageType message) {
    count++;
    return switch (field.form()) {
      case STRING -> JSON.textNode("text " + count + " \"\\\n\u0001é😀");
      case BYTES ->
          JSON.textNode(Base64.getEncoder().encodeToString(new byte[] {0, -1, (byte) count}));
      case INTEGER -> JSON.numberNode(count % 2 == 0 ? (long) count : -count * 1_000_000_007L);
      case BOOLEAN -> JSON.booleanNode(true);
      case DOUBLE -> JSON.numberNode(count + 0.25);
      case TIME -> JSON.textNode("2026-02-%02dT03:04:05Z".formatted(count % 28 + 1));
      case MICRO_TIME -> JSON.textNode("2026-12-31T23:59:59.%06dZ".formatted(count));
      case QUANTITY -> JSON.textNode(count + "m");
      case INT_OR_STRING -> count % 2 == 0 ? JSON.numberNode(count) : JSON.textNode(count + "%");
      case RAW_JSON -> JSON.objectNode().put("raw", count);
      case MESSAGE -> message(message);
    };
  }

  private JsonNode message(MessageType message) {
    ObjectNode object = JSON.objectNode();
    return switch (message.shape()) {
      case OBJECT -> {
        fill(message, object);
        yield object;
      }
      case LIST -> JSON.arrayNode().add("one").add("two");
      case SCHEMA_OR_BOOL -> JSON.booleanNode(count % 2 == 0);
      case SCHEMA_OR_ARRAY -> {
        Field list = message.field(1);
        MessageType element = list.message() == null ? null : message.message(1);
        yield open.contains(element)
            ? JSON.arrayNode()
            : JSON.arrayNode().add(value(list, element));
      }
    };
  }
}
