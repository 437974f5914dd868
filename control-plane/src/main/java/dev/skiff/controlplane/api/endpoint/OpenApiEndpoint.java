package dev.skiff.controlplane.api.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.aggregation.RemoteOpenApi;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.MediaRange;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.protobuf.OpenApiV2Writer;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /openapi/v3}, a document for each group and version, and {@code /openapi/v2}. */
@Singleton
final class OpenApiEndpoint implements Endpoint {
  private static final String JSON = "application/json";
  private static final String V3 = "/openapi/v3";
  private static final String REVALIDATE = "no-cache, private";
  private static final String FOREVER = "public, immutable";

  private final OpenApi openApi;
  private final RemoteOpenApi remote;

  OpenApiEndpoint(OpenApi openApi, RemoteOpenApi remote) {
    this.openApi = openApi;
    this.remote = remote;
  }

  @Override
  public List<String> paths() {
    return List.of("/openapi/v2", V3, V3 + "/");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    String path = request.path();
    if (path.equals(V3) || path.equals(V3 + "/")) return answer(request, index());
    if (path.equals("/openapi/v2")) {
      return v2(request);
    }
    if (!path.startsWith(V3 + "/")) return null;
    Optional<OpenApi.Document> found = openApi.groupVersion(path.substring(V3.length() + 1));
    if (found.isEmpty())
      found = remote.groupVersion(path.substring(V3.length() + 1)).map(OpenApiEndpoint::document);
    if (found.isEmpty()) return null;
    requireJson(request);
    return answer(request, found.get());
  }

  private OpenApi.Document index() {
    return with(openApi.index(), remote::addToIndex);
  }

  private OpenApi.Document v2() {
    return with(openApi.v2(), remote::addToV2);
  }

  /** A document of this server's types with those of others added. */
  private OpenApi.Document with(OpenApi.Document own, Consumer<ObjectNode> addition) {
    if (remote.isEmpty()) return own;
    ObjectNode all = ObjectBytes.parse(own.json());
    addition.accept(all);
    return document(all);
  }

  private static OpenApi.Document document(ObjectNode content) {
    byte[] json = Answers.bytes(content);
    return new OpenApi.Document(json, ETags.hash(json));
  }

  /** JSON, or protocol buffers, which kubectl and client-go ask for. */
  private ApiResponse v2(ApiRequest request) {
    String accept = request.header("accept");
    List<MediaRange> ranges =
        accept == null || accept.isBlank() ? List.of() : MediaRange.parse(accept);
    for (MediaRange range : ranges) {
      switch (range.type()) {
        case OpenApiV2Writer.MEDIA_TYPE -> {
          OpenApi.Document document = v2();
          byte[] protobuf = OpenApiV2Writer.write(document.json());
          return ETags.answer(request, OpenApiV2Writer.MEDIA_TYPE, protobuf, REVALIDATE);
        }
        case JSON, "application/*", "*/*" -> {
          return answer(request, v2());
        }
        default -> {}
      }
    }
    if (ranges.isEmpty()) return answer(request, v2());
    throw Statuses.notAcceptable(JSON + ", " + OpenApiV2Writer.MEDIA_TYPE);
  }

  /** Clients that would rather have protocol buffers ask again for JSON when told so. */
  private static void requireJson(ApiRequest request) {
    String accept = request.header("accept");
    boolean json =
        accept == null
            || accept.isBlank()
            || accept.contains("json")
            || accept.contains("*/*")
            || accept.contains("application/*");
    if (!json) throw Statuses.notAcceptable(JSON);
  }

  private static ApiResponse answer(ApiRequest request, OpenApi.Document document) {
    boolean pinned = document.hash().equals(request.parameter("hash"));
    return ETags.answer(
        request, JSON, document.json(), document.hash(), pinned ? FOREVER : REVALIDATE);
  }
}
