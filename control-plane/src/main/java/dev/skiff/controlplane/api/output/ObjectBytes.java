package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.store.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object's JSON in the form that is stored: kind and apiVersion first, then metadata with its
 * well-known fields in upstream's order. Whoever reads such bytes can tell the type from the prefix
 * and find the resourceVersion without parsing.
 *
 * @param json the bytes, with an empty resourceVersion
 * @param splice where the resourceVersion belongs
 */
public record ObjectBytes(byte[] json, int splice) implements Content {
  private static final ObjectMapper JSON = new ObjectMapper(new GoJsonFactory());
  private static final List<String> METADATA =
      List.of(
          "name",
          "generateName",
          "namespace",
          "selfLink",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          "ownerReferences",
          "finalizers",
          "managedFields");
  private static final byte[] REVISION =
      "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

  /** Serialises an object; its resourceVersion is left out. */
  public static ObjectBytes of(ObjectNode object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.getFactory().createGenerator(bytes)) {
      json.setCodec(JSON);
      json.writeStartObject();
      json.writeStringField("kind", object.path("kind").asText());
      json.writeStringField("apiVersion", object.path("apiVersion").asText());
      json.writeFieldName("metadata");
      int splice = writeMetadata(json, bytes, object.path("metadata"));
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        switch (field.getKey()) {
          case "kind", "apiVersion", "metadata" -> {}
          default -> write(json, field.getKey(), field.getValue());
        }
      }
      json.writeEndObject();
      json.flush();
      return new ObjectBytes(bytes.toByteArray(), splice);
    } catch (IOException e) {
      throw new UncheckedIOException("An object cannot be serialised", e);
    }
  }

  @Override
  public byte[] at(long revision) {
    return insert(json, splice, splice, revision);
  }

  /** The object without a resourceVersion, as what was not stored is shown. */
  public byte[] unrevised() {
    int start = splice - REVISION.length;
    int end = splice + 1;
    if (json[end] == ',') end++;
    else if (json[start - 1] == ',') start--;
    byte[] result = new byte[json.length - (end - start)];
    System.arraycopy(json, 0, result, 0, start);
    System.arraycopy(json, end, result, start, json.length - end);
    return result;
  }

  /** The same stored bytes with another resourceVersion. */
  public static byte[] withRevision(byte[] stored, long revision) {
    int start = indexOf(stored, REVISION) + REVISION.length;
    int end = start;
    while (stored[end] != '"') end++;
    return insert(stored, start, end, revision);
  }

  /**
   * The first bytes of stored objects of a type.
   *
   * @param apiVersion for example {@code apps/v1}
   */
  public static byte[] prefix(String kind, String apiVersion) {
    return ("{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\",")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether bytes begin with others. */
  public static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Parses stored bytes. */
  public static ObjectNode parse(byte[] json) {
    try {
      return (ObjectNode) UntrustedJson.tree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("A stored object is not JSON", e);
    }
  }

  /** Metadata in upstream's order, as messages show it; labels and annotations by name. */
  public static ObjectNode metadata(JsonNode metadata) {
    ObjectNode ordered = JSON.createObjectNode();
    for (String name : METADATA) {
      JsonNode value = metadata.get(name);
      if (value == null) continue;
      boolean map = name.equals("labels") || name.equals("annotations");
      ordered.set(name, map ? JSON.valueToTree(new TreeMap<>(fields(value))) : value);
    }
    return ordered;
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new HashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static int writeMetadata(
      JsonGenerator json, ByteArrayOutputStream bytes, JsonNode metadata) throws IOException {
    int splice = 0;
    json.writeStartObject();
    for (String name : METADATA) {
      if (name.equals("resourceVersion")) {
        json.writeStringField(name, "");
        json.flush();
        splice = bytes.size() - 1;
      } else if (metadata.has(name)) {
        write(json, name, metadata.get(name));
      }
    }
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      if (!METADATA.contains(field.getKey())) write(json, field.getKey(), field.getValue());
    }
    json.writeEndObject();
    return splice;
  }

  private static void write(JsonGenerator json, String name, JsonNode value) throws IOException {
    json.writeFieldName(name);
    JSON.writeTree(json, value);
  }

  private static byte[] insert(byte[] json, int start, int end, long revision) {
    byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
    byte[] result = new byte[json.length - (end - start) + digits.length];
    System.arraycopy(json, 0, result, 0, start);
    System.arraycopy(digits, 0, result, start, digits.length);
    System.arraycopy(json, end, result, start + digits.length, json.length - end);
    return result;
  }

  static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) return i;
    }
    throw new IllegalArgumentException("Not the bytes of a stored object");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectBytes bytes && Arrays.equals(json, bytes.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }
}
