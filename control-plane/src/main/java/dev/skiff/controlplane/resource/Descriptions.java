package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.zip.GZIPInputStream;

/** Descriptions of built-in fields. Only OpenAPI asks for them, so they are read when it does. */
final class Descriptions {
  private static final String CONVENTIONS =
      "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

  /** The jars that the descriptions come from say nothing at this field. */
  private static final String METADATA =
      "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";

  private static final String LIST_METADATA =
      "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds";

  private static SoftReference<JsonNode> loaded = new SoftReference<>(null);

  private Descriptions() {}

  /**
   * @param field empty for the definition itself
   */
  static String of(String definition, String field) {
    String description = all().path(definition).path(field).asText("");
    if (!description.isEmpty() || !field.equals("metadata")) return description;
    return definition.endsWith("List") ? LIST_METADATA : METADATA;
  }

  private static synchronized JsonNode all() {
    JsonNode all = loaded.get();
    if (all == null) {
      try (InputStream in = new GZIPInputStream(BuiltInTypes.open("descriptions.json.gz"))) {
        all = new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      loaded = new SoftReference<>(all);
    }
    return all;
  }
}
