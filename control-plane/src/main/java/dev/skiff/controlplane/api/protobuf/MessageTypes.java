package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The messages of the Kubernetes API, as the module resource-model wrote them down. */
final class MessageTypes {
  private static final String TABLE = "dev/skiff/resourcemodel/protobuf.json.gz";
  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.";

  /** Read at the first use: most clients speak JSON. */
  private static final class Holder {
    static final Map<String, Map<Integer, Field>> MESSAGES = load();
  }

  private MessageTypes() {}

  /**
   * A field.
   *
   * @param name in JSON
   * @param type s, b, i, z, d or a message's name
   * @param repeated a list
   * @param map a map of strings to values of the type
   */
  record Field(String name, String type, boolean repeated, boolean map) {}

  /** The fields of a message by number; empty if it is unknown. */
  static Map<Integer, Field> fields(String message) {
    return Holder.MESSAGES.getOrDefault(message, Map.of());
  }

  /** The message of a kind, if it is known. */
  static Optional<String> ofKind(String apiVersion, String kind) {
    if (kind.equals("DeleteOptions")) return Optional.of(META + kind);
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "core" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    int dot = group.indexOf('.');
    String name = dot < 0 ? group : group.substring(0, dot);
    String message =
        name.equals("apiextensions")
            ? EXTENSIONS + version + "." + kind
            : "k8s.io.api." + name + "." + version + "." + kind;
    return Holder.MESSAGES.containsKey(message) ? Optional.of(message) : Optional.empty();
  }

  private static Map<String, Map<Integer, Field>> load() {
    try (InputStream resource = MessageTypes.class.getClassLoader().getResourceAsStream(TABLE)) {
      if (resource == null) throw new IOException(TABLE + " is not on the class path");
      JsonNode table = new ObjectMapper().readTree(new GZIPInputStream(resource));
      Map<String, Map<Integer, Field>> messages = new HashMap<>();
      table
          .properties()
          .forEach(message -> messages.put(message.getKey(), fields(message.getValue())));
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Integer, Field> fields(JsonNode message) {
    Map<Integer, Field> fields = new HashMap<>();
    message
        .properties()
        .forEach(
            entry -> {
              String type = entry.getValue().get(1).asText();
              boolean repeated = type.startsWith("*");
              boolean map = type.startsWith("%");
              fields.put(
                  Integer.valueOf(entry.getKey()),
                  new Field(
                      entry.getValue().get(0).asText(),
                      repeated || map ? type.substring(1) : type,
                      repeated,
                      map));
            });
    return fields;
  }
}
