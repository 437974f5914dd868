package dev.skiff.controlplane.api.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.bootstrap.AuthoritiesTrustManager;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.webhook.ServiceEndpoints;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtensionServersTest {
  private final Vertx vertx = Vertx.vertx();
  private final CertificateAuthority authority = authority();
  private volatile Identity identity = identity("before");

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void aRenewedCertificateIsShownAtTheNextHandshake() throws Exception {
    var state =
        new FakeClusterState()
            .put(
                "services",
                "{'metadata':{'namespace':'a','name':'s'},'spec':{'type':'ExternalName','externalName':'127.0.0.1'}}");
    var servers = new ExtensionServers(vertx, new ServiceEndpoints(state), () -> identity);
    assertEquals("CN=before", whoAsks(servers));
    identity = identity("after");
    assertEquals("CN=after", whoAsks(servers));
  }

  /** At a server of its own, so that no connection or session is used again. */
  private String whoAsks(ExtensionServers servers) throws Exception {
    Identity own = identity("server");
    HttpServer server =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(
                            TrustOptions.wrap(
                                new AuthoritiesTrustManager(
                                    () -> List.of(authority.certificate()))))
                        .setKeyCertOptions(KeyCertOptions.wrap(new IdentityKeyManager(() -> own))))
                .requestHandler(ExtensionServersTest::answer)
                .listen(0, "127.0.0.1"));
    int port = server.actualPort();
    Backend backend =
        servers.of(new ApiService("v1.x", "x", "v1", 1, 1, "a", "s", port, "", true, true));
    return await(
            backend
                .requests()
                .request(HttpMethod.GET, backend.port(), backend.host(), "/")
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.body()))
        .toString();
  }

  private static void answer(HttpServerRequest request) {
    try {
      var peer = (X509Certificate) request.sslSession().getPeerCertificates()[0];
      request.response().end(peer.getSubjectX500Principal().getName());
    } catch (Exception nobody) {
      request.response().setStatusCode(500).end(nobody.toString());
    }
  }

  private Identity identity(String name) {
    try {
      KeyPair pair = CertificateAuthority.newKeyPair();
      X509Certificate certificate =
          authority.sign(
              CertificateAuthority.subject(name),
              pair.getPublic(),
              List.of(),
              KeyUsage.digitalSignature,
              List.of(),
              Instant.now(),
              Duration.ofHours(1));
      return new Identity(certificate, pair.getPrivate());
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static CertificateAuthority authority() {
    try {
      return CertificateAuthority.create("front-proxy-ca", Instant.now());
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
