package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityOptions;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.webhook.ServiceEndpoints;
import dev.skiff.controlplane.webhook.WebhookFailure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How to reach the servers behind APIServices: with this server's front-proxy certificate, trusting
 * what the APIService says.
 */
@Singleton
final class ExtensionServers {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS = 1000;
  private static final int KNOWN = 64;

  private final Vertx vertx;
  private final ServiceEndpoints services;
  private final IdentityOptions identity;

  /** By whom they trust; those least lately used go first. */
  private final Map<Trust, Clients> clients = new LinkedHashMap<>(16, 0.75f, true);

  @Inject
  ExtensionServers(Vertx vertx, ServiceEndpoints services, Pki pki) {
    this(vertx, services, pki::frontProxyClient);
  }

  /**
   * @param identity the front-proxy certificate, asked for at each handshake
   */
  ExtensionServers(Vertx vertx, ServiceEndpoints services, Supplier<Identity> identity) {
    this.vertx = vertx;
    this.services = services;
    this.identity = new IdentityOptions(identity);
  }

  private record Trust(String caBundle, boolean insecure) {}

  private record Clients(HttpClient requests, NetClient connections) {}

  /**
   * A server that answers for an APIService.
   *
   * @throws WebhookFailure if its Service leads nowhere
   */
  Backend of(ApiService service) throws WebhookFailure {
    ServiceEndpoints.Address address =
        services.resolve(service.namespace(), service.service(), service.port());
    Clients known = clients(new Trust(service.caBundle(), service.insecure()));
    return new Backend(
        true,
        address.host(),
        address.port(),
        service.serverName(),
        known.requests(),
        known.connections());
  }

  /** Where an exchange with one of them runs. */
  Context loop() {
    return vertx.getOrCreateContext();
  }

  private Clients clients(Trust trust) {
    synchronized (clients) {
      Clients known = clients.get(trust);
      if (known != null) return known;
      if (clients.size() >= KNOWN) {
        Clients eldest = clients.remove(clients.keySet().iterator().next());
        eldest.requests().close();
        eldest.connections().close();
      }
      Clients made = make(trust);
      clients.put(trust, made);
      return made;
    }
  }

  private Clients make(Trust trust) {
    HttpClientOptions requests =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setForceSni(true)
            .setVerifyHost(!trust.insecure());
    NetClientOptions connections =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setHostnameVerificationAlgorithm(trust.insecure() ? "" : "HTTPS");
    secure(requests, trust);
    secure(connections, trust);
    requests.setTrustAll(trust.insecure());
    connections.setTrustAll(trust.insecure());
    return new Clients(
        vertx.createHttpClient(requests, new PoolOptions().setHttp1MaxSize(CONNECTIONS)),
        vertx.createNetClient(connections));
  }

  private void secure(TCPSSLOptions options, Trust trust) {
    options.setSsl(true).setKeyCertOptions(identity);
    if (trust.caBundle().isEmpty()) return;
    byte[] pem = Base64.getMimeDecoder().decode(trust.caBundle());
    options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem)));
  }
}
