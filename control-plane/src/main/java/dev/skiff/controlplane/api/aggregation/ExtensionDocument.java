package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What an extension server says of itself when the aggregator asks. It is there in a few seconds to
 * its end, and of bearable size, or not at all.
 */
record ExtensionDocument(int status, byte[] body) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST = 16 << 20;
  private static final UserInfo SELF =
      new UserInfo(
          "system:kube-aggregator",
          "",
          List.of(UserInfo.MASTERS, "system:authenticated"),
          Map.of());

  /** Reads a path; blocks for some seconds at most. */
  static ExtensionDocument read(Context loop, Backend backend, String path)
      throws ExecutionException, TimeoutException {
    Map<String, List<String>> headers = Map.of("accept", List.of("application/json"));
    ApiRequest request = new ApiRequest("GET", path, Map.of(), headers, new byte[0], SELF);
    return ExtensionRequests.exchange(
        loop, request, backend, PATIENCE, ExtensionDocument::received);
  }

  private static Future<ExtensionDocument> received(HttpClientResponse response) {
    Promise<ExtensionDocument> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() <= LARGEST) {
            body.appendBuffer(part);
          } else if (whole.tryFail(new IOException("the body is too large"))) {
            response.request().reset();
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end -> whole.tryComplete(new ExtensionDocument(response.statusCode(), body.getBytes())));
    return whole.future();
  }

  /**
   * @throws IOException if it is no JSON object
   */
  ObjectNode object() throws IOException {
    if (UntrustedJson.tree(body) instanceof ObjectNode object) return object;
    throw new IOException("the body is not an object");
  }
}
