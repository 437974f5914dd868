package dev.skiff.controlplane.api.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.aggregation.RemoteOpenApi;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.MediaRange;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.protobuf.OpenApiV2Writer;
import dev.skiff.controlplane.api.protobuf.OpenApiV3Writer;
import dev.skiff.controlplane.resource.CompressedJson;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * {@code /openapi/v3}, a document for each group and version, and {@code /openapi/v2}, as JSON or
 * protocol buffers.
 *
 * <p>Source: KEP-2896 (OpenAPI v3) and the handlers of k8s.io/kube-openapi v1.35 uses.
 */
@Singleton
final class OpenApiEndpoint implements Endpoint {
  private static final String JSON = "application/json";
  private static final String V3_PATH = "/openapi/v3";
  private static final String FOREVER = "public, immutable";
  private static final Duration YEAR = Duration.ofDays(365);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss", Locale.ENGLISH);

  private final OpenApi openApi;
  private final RemoteOpenApi remote;

  OpenApiEndpoint(OpenApi openApi, RemoteOpenApi remote) {
    this.openApi = openApi;
    this.remote = remote;
  }

  /**
   * A version of OpenAPI as it is served.
   *
   * @param accepted the media type of its protocol buffers as clients name it
   * @param mediaType the same as the answer has it
   * @param vary what answers depend on
   */
  private record Version(
      String accepted, String mediaType, UnaryOperator<byte[]> protobuf, List<String> vary) {
    static final Version V2 =
        new Version(
            OpenApiV2Writer.ACCEPTED,
            OpenApiV2Writer.MEDIA_TYPE,
            OpenApiV2Writer::write,
            List.of("Accept-Encoding", "Accept"));
    static final Version V3 =
        new Version(
            OpenApiV3Writer.ACCEPTED,
            OpenApiV3Writer.MEDIA_TYPE,
            OpenApiV3Writer::write,
            List.of("Accept"));
  }

  @Override
  public List<String> paths() {
    return List.of("/openapi/v2", V3_PATH, V3_PATH + "/");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    String path = request.path();
    if (path.equals("/openapi/v2")) {
      return answer(request, with(openApi.v2(), remote::addToV2), Version.V2);
    }
    if (path.equals(V3_PATH)) return index();
    if (!path.startsWith(V3_PATH + "/")) return null;
    String name = path.substring(V3_PATH.length() + 1);
    Optional<OpenApi.Document> found = openApi.groupVersion(name);
    if (found.isEmpty()) found = remote.groupVersion(name).map(OpenApiEndpoint::document);
    if (found.isEmpty()) return nothing(404);
    return answer(request, found.get(), Version.V3);
  }

  /** Upstream's aggregator says nothing of what this is, and so Go takes it for text. */
  private ApiResponse index() {
    OpenApi.Document index = with(openApi.index(), remote::addToIndex);
    Map<String, List<String>> headers = Answers.headers("text/plain; charset=utf-8", List.of());
    return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(index.json())));
  }

  /** A document of this server's types with those of others added. */
  private OpenApi.Document with(OpenApi.Document own, Consumer<ObjectNode> addition) {
    if (remote.isEmpty()) return own;
    ObjectNode all = ObjectBytes.parse(own.json());
    addition.accept(all);
    return document(all);
  }

  private static OpenApi.Document document(ObjectNode content) {
    String hash = ETags.hash(Answers.bytes(content));
    return new OpenApi.Document(CompressedJson.of(content), hash, Instant.now());
  }

  /** The first of the forms that the client names; all have the same tag. */
  private static ApiResponse answer(
      ApiRequest request, OpenApi.Document document, Version version) {
    String accept = request.header("accept");
    if (accept == null || accept.isBlank()) accept = "*/*";
    for (MediaRange range : MediaRange.parse(accept)) {
      String type = range.type();
      boolean json = List.of(JSON, "application/*", "*/*", "*/json").contains(type);
      if (json || type.equals(version.accepted()) || type.equals(version.mediaType())) {
        return answer(request, document, version, json);
      }
    }
    ApiResponse refusal = nothing(406);
    refusal.headers().put("Vary", version.vary());
    return refusal;
  }

  private static ApiResponse answer(
      ApiRequest request, OpenApi.Document document, Version version, boolean json) {
    String type = json ? JSON : version.mediaType();
    Map<String, List<String>> headers = Answers.headers(type, List.of());
    headers.put("ETag", List.of("\"" + document.hash() + "\""));
    headers.put("Vary", version.vary());
    String wanted = version == Version.V3 ? request.parameter("hash") : null;
    if (wanted != null && !wanted.isEmpty()) {
      // What is asked for by its hash never changes; another hash leads to this one.
      if (!wanted.equals(document.hash())) {
        headers.put("Location", List.of(request.path() + "?hash=" + document.hash()));
        return new ApiResponse(301, headers, ApiResponse.NOTHING);
      }
      headers.put("Cache-Control", List.of(FOREVER));
      headers.put("Expires", List.of(date(Instant.now().plus(YEAR)) + " UTC"));
    }
    if (ETags.matches(request, document.hash())) return ETags.unchanged(headers);
    headers.put("Last-Modified", List.of(date(document.made()) + " GMT"));
    headers.put("Accept-Ranges", List.of("bytes"));
    byte[] bytes = json ? document.json() : version.protobuf().apply(document.json());
    return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(bytes)));
  }

  private static ApiResponse nothing(int status) {
    Map<String, List<String>> headers = Answers.headers("", List.of());
    headers.remove("Content-Type");
    return new ApiResponse(status, headers, ApiResponse.NOTHING);
  }

  private static String date(Instant time) {
    return DATE.format(time.atZone(ZoneOffset.UTC));
  }
}
