package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * Turns bodies of {@code application/vnd.kubernetes.protobuf} into the trees that JSON would give.
 * Go writes zero values of fields that are no pointers; what JSON would omit is left out here.
 */
public final class ProtobufDecoder {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int MAXIMUM_DEPTH = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Messages that Go embeds: their fields are their parent's in JSON. */
  private static final Set<String> EMBEDDED =
      Set.of(
          "volumeSource",
          "persistentVolumeSource",
          "ephemeralContainerCommon",
          "handler",
          "localObjectReference");

  /** Fields that are no pointers in Go, and omitted from JSON when zero or false. */
  private static final Set<String> OMITTED_WHEN_ZERO =
      Set.of(
          "generation",
          "observedGeneration",
          "hostPort",
          "nodePort",
          "minReadySeconds",
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold",
          "hostNetwork",
          "hostPID",
          "hostIPC",
          "stdin",
          "stdinOnce",
          "tty",
          "paused",
          "readOnly",
          "unschedulable",
          "publishNotReadyAddresses",
          "targetPort");

  private ProtobufDecoder() {}

  /**
   * Decodes a body.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed, 415 if nobody knows
   *     the message of its kind
   */
  public static ObjectNode decode(byte[] body) {
    try {
      return envelope(body);
    } catch (BufferUnderflowException malformed) {
      throw Statuses.badRequest("the protobuf body is malformed or cut short");
    } catch (IOException notJson) {
      throw Statuses.badRequest(
          "the protobuf body holds JSON that is malformed: " + notJson.getMessage());
    }
  }

  private static ObjectNode envelope(byte[] body) throws IOException {
    if (body.length < MAGIC.length || !startsWithMagic(body)) {
      throw Statuses.badRequest("provided data does not appear to be a protobuf message");
    }
    WireReader envelope =
        new WireReader(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length).slice());
    String apiVersion = "";
    String kind = "";
    ByteBuffer raw = ByteBuffer.allocate(0);
    while (envelope.hasNext()) {
      int tag = (int) envelope.varint();
      switch (tag >>> 3) {
        case 1 -> {
          WireReader type = new WireReader(envelope.delimited());
          while (type.hasNext()) {
            int field = (int) type.varint() >>> 3;
            String text = text(type.delimited());
            if (field == 1) apiVersion = text;
            else kind = text;
          }
        }
        case 2 -> raw = envelope.delimited();
        default -> envelope.skip(tag & 7);
      }
    }
    String message =
        MessageTypes.ofKind(apiVersion, kind)
            .orElseThrow(() -> Statuses.unsupportedMediaType("application/json, application/yaml"));
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("kind", kind).put("apiVersion", apiVersion);
    fields(new WireReader(raw), message, object, 0);
    return object;
  }

  private static boolean startsWithMagic(byte[] body) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (body[i] != MAGIC[i]) return false;
    }
    return true;
  }

  private static void fields(WireReader reader, String message, ObjectNode into, int depth)
      throws IOException {
    if (depth > MAXIMUM_DEPTH) throw new BufferUnderflowException();
    var known = MessageTypes.fields(message);
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      MessageTypes.Field field = known.get(tag >>> 3);
      if (field == null) {
        reader.skip(tag & 7);
      } else if (field.map()) {
        mapEntry(new WireReader(reader.delimited()), field, map(into, field.name()), depth);
      } else if (EMBEDDED.contains(field.name())) {
        fields(new WireReader(reader.delimited()), field.type(), into, depth + 1);
      } else {
        JsonNode value = value(reader, field.type(), depth);
        if (field.repeated()) list(into, field.name()).add(value);
        else if (!omitted(field, value)) into.set(field.name(), value);
      }
    }
  }

  private static boolean omitted(MessageTypes.Field field, JsonNode value) {
    if (value.isNull() || (value.isTextual() && value.textValue().isEmpty())) return true;
    boolean zero =
        value.isNumber() ? value.asDouble() == 0 : value.isBoolean() && !value.asBoolean();
    return zero && OMITTED_WHEN_ZERO.contains(field.name());
  }

  private static void mapEntry(
      WireReader entry, MessageTypes.Field field, ObjectNode into, int depth) throws IOException {
    String key = "";
    JsonNode value = JsonNodeFactory.instance.textNode("");
    while (entry.hasNext()) {
      int number = (int) entry.varint() >>> 3;
      if (number == 1) key = text(entry.delimited());
      else value = value(entry, field.type(), depth);
    }
    into.set(key, value);
  }

  private static JsonNode value(WireReader reader, String type, int depth) throws IOException {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (type) {
      case "s" -> json.textNode(text(reader.delimited()));
      case "b" -> json.textNode(Base64.getEncoder().encodeToString(bytes(reader.delimited())));
      case "i" -> json.numberNode(reader.varint());
      case "z" -> json.booleanNode(reader.varint() != 0);
      case "d" -> json.numberNode(reader.fixed64());
      default -> message(reader.delimited(), type, depth);
    };
  }

  /** Messages that have a form of their own in JSON, and all others. */
  private static JsonNode message(ByteBuffer bytes, String type, int depth) throws IOException {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode plain = json.objectNode();
    fields(new WireReader(bytes), type, plain, depth + 1);
    return switch (type.substring(type.lastIndexOf('.') + 1)) {
      case "Time", "MicroTime", "Timestamp" -> Times.of(plain, type.endsWith("MicroTime"));
      case "Quantity" -> json.textNode(plain.path("string").asText("0"));
      case "IntOrString" ->
          plain.path("type").asInt() == 1
              ? json.textNode(plain.path("strVal").asText())
              : json.numberNode(plain.path("intVal").asInt());
      case "RawExtension", "FieldsV1", "JSON" -> raw(plain);
      case "ExtraValue", "Verbs" -> plain.path("items");
      case "JSONSchemaPropsOrBool" ->
          plain.has("schema") ? plain.get("schema") : plain.path("allows");
      case "JSONSchemaPropsOrArray" ->
          plain.has("schema") ? plain.get("schema") : plain.path("jSONSchemas");
      default -> plain;
    };
  }

  private static JsonNode raw(ObjectNode plain) throws IOException {
    for (String name : new String[] {"raw", "Raw"}) {
      if (plain.has(name)) return JSON.readTree(plain.get(name).binaryValue());
    }
    return JsonNodeFactory.instance.nullNode();
  }

  private static ArrayNode list(ObjectNode into, String name) {
    return into.get(name) instanceof ArrayNode list ? list : into.putArray(name);
  }

  private static ObjectNode map(ObjectNode into, String name) {
    return into.get(name) instanceof ObjectNode map ? map : into.putObject(name);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
