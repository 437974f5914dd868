package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;

/** Joins an upgraded connection of a client with one to an agent. */
@Singleton
final class Tunnel {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 10;

  /** Headers that concern this connection, or prove who the client is; the agent gets its own. */
  private static final Set<String> WITHHELD =
      Set.of("host", "authorization", "content-length", "transfer-encoding", "accept-encoding");

  private final NodeAddresses addresses;
  private final HttpClient client;

  Tunnel(NodeAddresses addresses, NodeTls tls, Vertx vertx) {
    this.addresses = addresses;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxPoolSize(10_000)
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeyCertOptions(KeyCertOptions.wrap(tls.keys()))
                .setTrustOptions(TrustOptions.wrap(tls.trust())));
  }

  /**
   * Asks an agent for an upgrade as the client asked for it, and joins the two if it agrees; passes
   * on its answer if not.
   *
   * @param uri path and query at the agent
   */
  void open(HttpServerRequest request, String node, String uri) {
    NodeAddresses.Address address = addresses.of(node);
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method().name()))
                .setHost(address.host())
                .setPort(address.port())
                .setURI(uri))
        .compose(toNode -> upgrade(request, toNode))
        .onSuccess(answer -> join(request, answer))
        .onFailure(
            failure ->
                refuse(
                    request, Statuses.internal("error dialing backend: " + failure.getMessage())));
  }

  private static io.vertx.core.Future<HttpClientResponse> upgrade(
      HttpServerRequest request, HttpClientRequest toNode) {
    request
        .headers()
        .forEach(
            (name, value) -> {
              String header = name.toLowerCase(Locale.ROOT);
              if (!WITHHELD.contains(header) && !header.startsWith("impersonate-")) {
                toNode.headers().add(name, value);
              }
            });
    return toNode.connect();
  }

  private static void join(HttpServerRequest request, HttpClientResponse answer) {
    if (answer.statusCode() != SWITCHING_PROTOCOLS) {
      passOn(request, answer);
      return;
    }
    NetSocket node = answer.netSocket();
    node.pause();
    RawConnection.join(request, answer.headers(), node);
  }

  private static void passOn(HttpServerRequest request, HttpClientResponse answer) {
    answer
        .body()
        .onSuccess(
            body -> {
              String type = answer.getHeader("Content-Type");
              if (type != null) request.response().putHeader("Content-Type", type);
              request.response().setStatusCode(answer.statusCode()).end(body);
            })
        .onFailure(failure -> refuse(request, Statuses.internal(failure.getMessage())));
  }

  /** Answers with a Status. */
  static void refuse(HttpServerRequest request, StatusException refusal) {
    if (request.response().headWritten()) return;
    request
        .response()
        .setStatusCode(refusal.code())
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Answers.bytes(refusal.status())));
  }
}
