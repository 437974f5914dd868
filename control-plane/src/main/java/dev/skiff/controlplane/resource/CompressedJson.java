package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON that is seldom read.
 *
 * @param gzip the compressed bytes
 */
public record CompressedJson(byte[] gzip) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Compresses a tree. */
  public static CompressedJson of(JsonNode tree) {
    try {
      return new CompressedJson(Gzip.compress(MAPPER.writeValueAsBytes(tree)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tree. */
  public JsonNode tree() {
    try {
      return MAPPER.readTree(bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text. */
  public byte[] bytes() {
    return Gzip.expand(gzip);
  }
}
