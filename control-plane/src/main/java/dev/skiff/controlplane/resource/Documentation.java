package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.zip.GZIPInputStream;

/**
 * What only OpenAPI says of built-in types: descriptions, enumerations, default values in Go, and
 * the parameters of requests. It is read when somebody asks for OpenAPI, and may be forgotten.
 */
public final class Documentation {
  private static SoftReference<JsonNode> loaded = new SoftReference<>(null);

  private Documentation() {}

  /**
   * What is said of a field: description, enum, default, ref (a definition that stands for a
   * scalar). Not to be changed.
   *
   * @param definition its name; if null or unknown, nothing is said
   * @param field empty for the definition itself
   */
  public static JsonNode of(String definition, String field) {
    return all().path("definitions").path(definition == null ? "" : definition).path(field);
  }

  /**
   * The options of a kind of request as parameters: by name their JSON type and description. Not to
   * be changed.
   *
   * @param kind Go's name, for example ListOptions
   */
  public static JsonNode options(String kind) {
    return all().path("options").path(kind);
  }

  static String description(String definition, String field) {
    return of(definition, field).path("description").asText("");
  }

  private static synchronized JsonNode all() {
    JsonNode all = loaded.get();
    if (all == null) {
      try (InputStream in = new GZIPInputStream(BuiltInTypes.open("documentation.json.gz"))) {
        all = new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      loaded = new SoftReference<>(all);
    }
    return all;
  }
}
