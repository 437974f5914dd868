package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Gzip for complete bodies that are large, as upstream does it; lists compress themselves. */
final class Compression {
  private static final int THRESHOLD = 128 * 1024;

  private Compression() {}

  /** The answer to send; a header says so if it is compressed. */
  static ApiResponse apply(HttpServerRequest request, ApiResponse answer) {
    if (!(answer.body() instanceof ApiResponse.Bytes bytes)) return answer;
    String accepted = request.getHeader("Accept-Encoding");
    int length = bytes.parts().stream().mapToInt(part -> part.length).sum();
    if (length < THRESHOLD
        || request.method() == HttpMethod.HEAD
        || accepted == null
        || !accepted.contains("gzip")
        || answer.headers().containsKey("Content-Encoding")) {
      return answer;
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      for (byte[] part : bytes.parts()) gzip.write(part);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
    headers.put("Content-Encoding", List.of("gzip"));
    headers.merge("Vary", List.of("Accept-Encoding"), Compression::both);
    return new ApiResponse(
        answer.status(), headers, new ApiResponse.Bytes(List.of(compressed.toByteArray())));
  }

  private static List<String> both(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }
}
