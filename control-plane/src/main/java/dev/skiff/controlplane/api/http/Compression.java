package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Gzip for complete bodies that are large, as upstream does it; lists compress themselves. */
final class Compression {
  private static final int THRESHOLD = 128 * 1024;

  private Compression() {}

  /** The body to send; a header says so if it is compressed. */
  static ApiResponse.Body apply(
      HttpServerRequest request, ApiResponse answer, Response.ResponseBuilder response) {
    if (!(answer.body() instanceof ApiResponse.Bytes bytes)) return answer.body();
    String accepted = request.getHeader("Accept-Encoding");
    int length = bytes.parts().stream().mapToInt(part -> part.length).sum();
    if (length < THRESHOLD
        || accepted == null
        || !accepted.contains("gzip")
        || answer.headers().containsKey("Content-Encoding")) {
      return bytes;
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      for (byte[] part : bytes.parts()) gzip.write(part);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    response.header("Content-Encoding", "gzip").header("Vary", "Accept-Encoding");
    return new ApiResponse.Bytes(List.of(compressed.toByteArray()));
  }
}
