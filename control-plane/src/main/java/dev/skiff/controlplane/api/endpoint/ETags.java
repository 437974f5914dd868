package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Documents that clients keep, and ask for again only if they changed. */
final class ETags {
  private ETags() {}

  /** The document with a tag of its content, or 304 if the client has it. */
  static ApiResponse answer(
      ApiRequest request, String contentType, byte[] document, String cacheControl) {
    return answer(request, contentType, document, hash(document), cacheControl);
  }

  /**
   * The document, or 304 if the client has it.
   *
   * @param hash of the document
   */
  static ApiResponse answer(
      ApiRequest request, String contentType, byte[] document, String hash, String cacheControl) {
    String tag = "\"" + hash + "\"";
    Map<String, List<String>> headers = Answers.headers(contentType, List.of());
    headers.put("ETag", List.of(tag));
    headers.put("Vary", List.of("Accept"));
    headers.put("Cache-Control", List.of(cacheControl));
    if (matches(request, hash)) return unchanged(headers);
    return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(document)));
  }

  /** Whether the client has a document already. */
  static boolean matches(ApiRequest request, String hash) {
    String known = request.header("if-none-match");
    return known != null && (known.strip().equals("*") || known.contains("\"" + hash + "\""));
  }

  /** That it has not changed. */
  static ApiResponse unchanged(Map<String, List<String>> headers) {
    headers.remove("Content-Type");
    return new ApiResponse(304, headers, ApiResponse.NOTHING);
  }

  /** A tag for a content. */
  static String hash(byte[] document) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(document);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-512", e);
    }
  }
}
