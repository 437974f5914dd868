package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.aggregation.RemoteOpenApi;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.MediaRange;
import dev.skiff.controlplane.api.protobuf.OpenApiV2Writer;
import dev.skiff.controlplane.api.protobuf.OpenApiV3Writer;
import dev.skiff.controlplane.api.protobuf.OpenApiWriter;
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
import java.util.function.Function;

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
   * @param writer makes protocol buffers of its JSON
   * @param vary what answers depend on
   */
  private record Version(String name, Function<byte[], OpenApiWriter> writer, List<String> vary) {
    static final Version V2 =
        new Version("v2", OpenApiV2Writer::new, List.of("Accept-Encoding", "Accept"));
    static final Version V3 = new Version("v3", OpenApiV3Writer::new, List.of("Accept"));

    String mediaType() {
      return OpenApiWriter.mediaType(name);
    }

    byte[] protobuf(byte[] json) {
      return writer.apply(json).write();
    }

    boolean isProtobuf(String type) {
      return type.equals(OpenApiWriter.accepted(name)) || type.equals(mediaType());
    }
  }

  @Override
  public List<String> paths() {
    return List.of("/openapi/v2", V3_PATH, V3_PATH + "/");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    String path = request.path();
    if (path.equals("/openapi/v2")) {
      return answer(request, remote.v2(openApi.v2()), Version.V2);
    }
    if (path.equals(V3_PATH)) return index();
    if (!path.startsWith(V3_PATH + "/")) return null;
    String name = path.substring(V3_PATH.length() + 1);
    Optional<OpenApi.Document> found = openApi.groupVersion(name);
    if (found.isEmpty()) found = remote.groupVersion(name);
    if (found.isEmpty()) return nothing(404);
    return answer(request, found.get(), Version.V3);
  }

  /** Upstream's aggregator says nothing of what this is, and so Go takes it for text. */
  private ApiResponse index() {
    OpenApi.Document index = remote.index(openApi.index());
    Map<String, List<String>> headers = Answers.headers("text/plain; charset=utf-8", List.of());
    return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(index.json())));
  }

  /** The first of the forms that the client names; all have the same tag. */
  private static ApiResponse answer(
      ApiRequest request, OpenApi.Document document, Version version) {
    String accept = request.header("accept");
    if (accept == null || accept.isBlank()) accept = "*/*";
    for (MediaRange range : MediaRange.parse(accept)) {
      String type = range.type();
      boolean json = List.of(JSON, "application/*", "*/*", "*/json").contains(type);
      if (json || version.isProtobuf(type)) {
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
    byte[] bytes = json ? document.json() : document.protobuf(version::protobuf);
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
