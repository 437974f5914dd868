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
  private static final String V3 = "/openapi/v3";
  private static final String REVALIDATE = "no-cache, private";
  private static final String FOREVER = "public, immutable";
  private static final Duration YEAR = Duration.ofDays(365);

  private final OpenApi openApi;
  private final RemoteOpenApi remote;

  OpenApiEndpoint(OpenApi openApi, RemoteOpenApi remote) {
    this.openApi = openApi;
    this.remote = remote;
  }

  /** Protocol buffers that a document can be written as. */
  private record Protobuf(String accepted, String mediaType, UnaryOperator<byte[]> writer) {
    static final Protobuf V2 =
        new Protobuf(
            OpenApiV2Writer.ACCEPTED, OpenApiV2Writer.MEDIA_TYPE, OpenApiV2Writer::write);
    static final Protobuf V3 =
        new Protobuf(
            OpenApiV3Writer.ACCEPTED, OpenApiV3Writer.MEDIA_TYPE, OpenApiV3Writer::write);
  }

  @Override
  public List<String> paths() {
    return List.of("/openapi/v2", V3, V3 + "/");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    String path = request.path();
    if (path.equals("/openapi/v2")) {
      return answer(request, with(openApi.v2(), remote::addToV2), Protobuf.V2);
    }
    if (path.equals(V3) || path.equals(V3 + "/")) {
      return index(request);
    }
    if (!path.startsWith(V3 + "/")) return null;
    String name = path.substring(V3.length() + 1);
    Optional<OpenApi.Document> found = openApi.groupVersion(name);
    if (found.isEmpty()) found = remote.groupVersion(name).map(OpenApiEndpoint::document);
    if (found.isEmpty()) return null;
    ApiResponse answer = answer(request, found.get(), Protobuf.V3);
    String pinned = request.parameter("hash");
    if (answer.status() == 406 || pinned == null || pinned.isEmpty()) return answer;
    return pinned(answer, path, pinned, found.get().hash());
  }

  private ApiResponse index(ApiRequest request) {
    OpenApi.Document index = with(openApi.index(), remote::addToIndex);
    return ETags.answer(request, JSON, index.json(), index.hash(), REVALIDATE);
  }

  /** A document of this server's types with those of others added. */
  private OpenApi.Document with(OpenApi.Document own, Consumer<ObjectNode> addition) {
    if (remote.isEmpty()) return own;
    ObjectNode all = ObjectBytes.parse(own.json());
    addition.accept(all);
    return document(all);
  }

  private static OpenApi.Document document(ObjectNode content) {
    return new OpenApi.Document(CompressedJson.of(content), ETags.hash(Answers.bytes(content)));
  }

  /** The first of the forms that the client names; both have the same tag. */
  private static ApiResponse answer(
      ApiRequest request, OpenApi.Document document, Protobuf protobuf) {
    String accept = request.header("accept");
    if (accept == null || accept.isBlank()) accept = "*/*";
    for (MediaRange range : MediaRange.parse(accept)) {
      switch (range.type()) {
        case JSON, "application/*", "*/*", "*/json" -> {
          return ETags.answer(request, JSON, document.json(), document.hash(), REVALIDATE);
        }
        default -> {
          boolean wanted =
              range.type().equals(protobuf.accepted())
                  || range.type().equals(protobuf.mediaType());
          if (!wanted) continue;
          byte[] bytes = protobuf.writer().apply(document.json());
          return ETags.answer(
              request, protobuf.mediaType(), bytes, document.hash(), REVALIDATE);
        }
      }
    }
    ApiResponse refusal = Answers.text(406, "");
    refusal.headers().remove("Content-Type");
    refusal.headers().put("Vary", List.of("Accept"));
    return refusal;
  }

  /** What is asked for by its hash never changes; who asks for another one is led to this one. */
  private static ApiResponse pinned(ApiResponse answer, String path, String wanted, String hash) {
    if (!wanted.equals(hash)) {
      answer.headers().put("Location", List.of(path + "?hash=" + hash));
      return new ApiResponse(301, answer.headers(), new ApiResponse.Bytes(List.of()));
    }
    Instant expires = Instant.now().plus(YEAR);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(expires.atZone(ZoneOffset.UTC));
    answer.headers().put("Cache-Control", List.of(FOREVER));
    answer.headers().put("Expires", List.of(date));
    return answer;
  }
}
