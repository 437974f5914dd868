package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.protection.RawClient;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes say themselves where they are; who is there must be the node all the same. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class NodeImpostorTest {
  @Inject Administrator admin;
  @Inject Vertx vertx;
  @Inject Pki pki;
  @Inject RawClient raw;

  private final String honest = "honest-" + UUID.randomUUID();
  private final String other = "other-" + UUID.randomUUID();
  private final AtomicInteger passed = new AtomicInteger();
  private HttpServer agent;

  @BeforeEach
  void bothNodesSayToBeAtTheSameAddress() throws Exception {
    String address = WebhookServer.address();
    Identity own = NodeIdentities.of(pki, honest, address);
    agent =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(KeyCertOptions.wrap(new IdentityKeyManager(() -> own))))
            .requestHandler(
                request -> {
                  if (!request.path().startsWith("/containerLogs")) passed.incrementAndGet();
                  request.response().end("secret");
                });
    agent.listen(0, address).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    for (String node : new String[] {honest, other}) {
      admin
          .post(
              "/api/v1/nodes",
              "{\"metadata\":{\"name\":\"%s\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"%s\"}],\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":%d}}}}"
                  .formatted(node, address, agent.actualPort()))
          .then()
          .statusCode(201);
    }
  }

  @AfterEach
  void stopAgent() {
    agent.close();
  }

  @Test
  void requestsGoToTheNodeThatIsMeant() {
    assertEquals("secret", admin.get("/api/v1/nodes/" + honest + "/proxy/a").asString());
    admin
        .get("/api/v1/nodes/" + other + "/proxy/a")
        .then()
        .statusCode(503)
        .body("message", containsString("not system:node:" + other));
    assertEquals(1, passed.get());
  }

  @Test
  void logsComeFromTheNodeThatIsMeant() {
    assertEquals("secret", admin.get(pod(honest) + "/log").asString());
    admin
        .get(pod(other) + "/log")
        .then()
        .statusCode(500)
        .body("message", containsString("not system:node:" + other));
  }

  @Test
  void tunnelsLeadToTheNodeThatIsMeant() throws Exception {
    String answer =
        raw.ask(
            raw.administrator(),
            "POST " + pod(other) + "/attach HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1",
            new byte[0]);
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    assertTrue(answer.contains("not system:node:" + other), answer);
    assertEquals(0, passed.get());
  }

  private String pod(String node) {
    String namespace = "/api/v1/namespaces/" + admin.namespace();
    admin.post(namespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    admin
        .post(
            namespace + "/pods",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"%s\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"
                .formatted(node))
        .then()
        .statusCode(201);
    return namespace + "/pods/p";
  }
}
