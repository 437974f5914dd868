package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Joins the connection of a client that asks for an upgrade with one to an agent. The agent gets
 * the request as the client made it, and whatever it answers goes back as it is.
 */
@Singleton
final class Tunnel {
  private static final int CONNECT_MILLIS = 10_000;

  /** Headers that concern this connection, or prove who the client is; the agent gets its own. */
  private static final Set<String> WITHHELD =
      Set.of("host", "authorization", "content-length", "transfer-encoding", "accept-encoding");

  private final NodeAddresses addresses;
  private final NetClient client;

  Tunnel(NodeAddresses addresses, NodeTls tls, Vertx vertx) {
    this.addresses = addresses;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeyCertOptions(KeyCertOptions.wrap(tls.keys()))
                .setTrustOptions(TrustOptions.wrap(tls.trust())));
  }

  /**
   * Passes the client's request for an upgrade to an agent.
   *
   * @param uri path and query at the agent
   */
  void open(HttpServerRequest request, String node, String uri) {
    NodeAddresses.Address address = addresses.of(node);
    client
        .connect(address.port(), address.host())
        .onSuccess(
            connection -> {
              connection.pause();
              connection.write(head(request, address, uri));
              RawConnection.join(request, connection);
            })
        .onFailure(
            failure ->
                refuse(
                    request, Statuses.internal("error dialing backend: " + failure.getMessage())));
  }

  private static Buffer head(HttpServerRequest request, NodeAddresses.Address address, String uri) {
    StringBuilder head = new StringBuilder();
    head.append(request.method().name()).append(' ').append(uri).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(address.host()).append(':').append(address.port());
    request
        .headers()
        .forEach(
            (name, value) -> {
              String header = name.toLowerCase(Locale.ROOT);
              if (!WITHHELD.contains(header) && !header.startsWith("impersonate-")) {
                head.append("\r\n").append(name).append(": ").append(value);
              }
            });
    return Buffer.buffer(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
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
