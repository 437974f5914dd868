package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * JSON that others wrote: bodies, what is stored of them, annotations, tokens, answers of webhooks.
 *
 * <p>Jackson keeps the names of fields, thousands of them, to know them again. Here it keeps short
 * ones only: a text with a longer one is read anew by a parser that keeps none. So names may be as
 * long as bodies, and cost memory only while they are read.
 */
public final class UntrustedJson {
  /** How deep an object may be nested, in whatever encoding it comes. */
  public static final int MAXIMUM_DEPTH = 500;

  /** In bytes; more than the key of a label or annotation can have. */
  private static final int LONGEST_KEPT_NAME = 512;

  private static final ObjectMapper KEEPING =
      whole(
          new ObjectMapper(
              JsonFactory.builder().streamReadConstraints(names(LONGEST_KEPT_NAME)).build()));
  private static final ObjectMapper FORGETTING = whole(forgettingMapper());

  private UntrustedJson() {}

  /** Makes something of a text; may be asked twice, and begins at the first token each time. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(JsonParser parser) throws IOException;
  }

  /**
   * Reads a text token by token.
   *
   * @throws JsonProcessingException if it is malformed
   */
  public static <T> T read(byte[] json, Reading<T> reading) throws IOException {
    try (JsonParser parser = KEEPING.createParser(json)) {
      return reading.of(parser);
    } catch (StreamConstraintsException longName) {
      try (JsonParser parser = FORGETTING.createParser(json)) {
        return reading.of(parser);
      }
    }
  }

  /**
   * Reads a text into a tree; of an empty one there is no node, see {@link JsonNode#isMissingNode}.
   *
   * @throws JsonProcessingException if it is malformed, or goes on behind the first value
   */
  public static JsonNode tree(byte[] json) throws IOException {
    try {
      return KEEPING.readTree(json);
    } catch (StreamConstraintsException longName) {
      return FORGETTING.readTree(json);
    }
  }

  /** As {@link #tree(byte[])}. Characters are read as fast by a parser that keeps no names. */
  public static JsonNode tree(String json) throws JsonProcessingException {
    return FORGETTING.readTree(json);
  }

  /** A mapper of one's own that keeps no names, for a library that wants one. */
  public static ObjectMapper forgettingMapper() {
    return new ObjectMapper(
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(names(Integer.MAX_VALUE))
            .build());
  }

  private static StreamReadConstraints names(int longest) {
    return StreamReadConstraints.builder().maxNameLength(longest).build();
  }

  private static ObjectMapper whole(ObjectMapper mapper) {
    return mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
