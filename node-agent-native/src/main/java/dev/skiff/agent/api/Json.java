package dev.skiff.agent.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON as the agent reads and writes it. Model classes are read and written through their annotated
 * fields alone, so that a native image needs to know nothing else of them. Fields that the model
 * does not have do no harm.
 */
public final class Json {

  /** Names of fields are anybody's and of any length: none is kept beyond its text. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE).build())
          .build();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.AUTO_DETECT_GETTERS)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(MapperFeature.AUTO_DETECT_SETTERS)
          .disable(MapperFeature.AUTO_DETECT_CREATORS)
          .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
          .build();

  private Json() {}

  /** Nothing in the agent asks who owns a field, and this is half of many an object. */
  @JsonIgnoreProperties("managedFields")
  private abstract static class WithoutManagedFields {}

  /** The mapper, shared by everything in the agent. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** An empty object to fill. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * @throws UncheckedIOException when the bytes are no JSON or do not fit the type
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws UncheckedIOException when the tree does not fit the type
   */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value as JSON in UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value as a tree. */
  public static ObjectNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
