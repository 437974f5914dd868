package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * JSON that is seldom read.
 *
 * @param gzip the compressed bytes
 */
public record CompressedJson(byte[] gzip) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Compresses a tree. */
  public static CompressedJson of(JsonNode tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(MAPPER.writeValueAsBytes(tree));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CompressedJson(out.toByteArray());
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
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
