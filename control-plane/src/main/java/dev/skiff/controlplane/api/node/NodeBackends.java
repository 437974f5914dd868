package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.proxy.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;

/**
 * The agents of nodes, as servers to pass requests to. A connection bears the node's name and is
 * used for that node only.
 */
@Singleton
public final class NodeBackends {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS = 1000;

  private final NodeAddresses addresses;
  private final HttpClient requests;
  private final NetClient connections;

  NodeBackends(NodeAddresses addresses, NodeTls tls, Vertx vertx) {
    this.addresses = addresses;
    KeyCertOptions keys = tls.keys();
    TrustOptions trust = TrustOptions.wrap(tls.trust());
    this.requests =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(false)
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeyCertOptions(keys)
                .setTrustOptions(trust),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.connections =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setHostnameVerificationAlgorithm("")
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeyCertOptions(keys)
                .setTrustOptions(trust));
  }

  /**
   * The agent of a node.
   *
   * @throws dev.skiff.controlplane.api.StatusException if there is no such node or it has no
   *     address
   */
  public Backend of(String node) {
    NodeAddresses.Address address = addresses.of(node);
    return new Backend(true, address.host(), address.port(), node, requests, connections);
  }
}
