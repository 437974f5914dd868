package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.protection.RawClient;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /proxy}, with an agent that is played by a small HTTPS server. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class NodeProxyTest {
  @Inject Administrator admin;
  @Inject Vertx vertx;
  @Inject Pki pki;
  @Inject RawClient raw;

  private HttpServer agent;
  private String proxy;
  private volatile HttpServerRequest asked;

  @BeforeEach
  void startAgent() throws Exception {
    String node = "node-" + UUID.randomUUID();
    Identity own = NodeIdentities.of(pki, node, "127.0.0.1");
    agent =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(KeyCertOptions.wrap(new IdentityKeyManager(() -> own))))
            .requestHandler(this::answer);
    agent
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    admin
        .post(
            "/api/v1/nodes",
            "{\"metadata\":{\"name\":\"%s\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"127.0.0.1\"}],\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":%d}}}}"
                .formatted(node, agent.actualPort()))
        .then()
        .statusCode(201);
    proxy = "/api/v1/nodes/" + node + "/proxy";
  }

  @AfterEach
  void stopAgent() {
    agent.close();
  }

  private void answer(HttpServerRequest request) {
    asked = request;
    if (request.path().equals("/missing")) {
      request.response().setStatusCode(404).putHeader("X-Mine", "1").end("not here");
      return;
    }
    if (request.path().equals("/redirect")) {
      request.response().setStatusCode(302).putHeader("Location", "/elsewhere").end();
      return;
    }
    request
        .body()
        .onSuccess(body -> request.response().setStatusCode(202).end(body.toString() + "!"));
  }

  @Test
  void everyMethodGoesThroughWithPathQueryAndBody() {
    for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
      Response answer =
          admin
              .request()
              .contentType("text/plain")
              .body("hi")
              .request(method, proxy + "/a/b c/?d=e");
      answer.then().statusCode(202);
      assertEquals(method, asked.method().name());
      assertEquals("/a/b%20c/?d=e", asked.uri());
      if (!method.equals("OPTIONS")) assertEquals("hi!", answer.asString());
    }
    admin.get(proxy + "/a").then().statusCode(202).body(equalTo("!"));
    admin.request().head(proxy + "/a").then().statusCode(202);
    assertEquals("HEAD", asked.method().name());
  }

  @Test
  void whoIsBehindLearnsNothingOfTheClientsSecrets() {
    admin.request().header("X-Mine", "1").get(proxy + "/a").then().statusCode(202);
    assertNull(asked.getHeader("authorization"));
    assertEquals("1", asked.getHeader("x-mine"));
    assertEquals(proxy + "/a", asked.getHeader("x-forwarded-uri"));
  }

  @Test
  void redirectsLeadThroughTheProxy() {
    admin
        .request()
        .redirects()
        .follow(false)
        .get(proxy + "/redirect")
        .then()
        .statusCode(302)
        .header("Location", proxy + "/elsewhere");
    admin
        .request()
        .redirects()
        .follow(false)
        .get(proxy + "?a=b")
        .then()
        .statusCode(301)
        .header("Location", proxy + "/?a=b");
  }

  @Test
  void anUpgradeThatIsAnsweredOtherwiseIsRefused() throws Exception {
    String answer = upgrade("/a", "");
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    assertTrue(
        answer.endsWith(
            """
            {
              "kind": "Status",
              "apiVersion": "v1",
              "metadata": {},
              "status": "Failure",
              "message": "invalid upgrade response: status code 202",
              "code": 500
            }
            """
                .stripTrailing()),
        answer);
    assertEquals("Upgrade", asked.getHeader("connection"));
  }

  @Test
  void whoseUpgradeIsRefusedCannotGoOnInTheServersName() throws Exception {
    String answer = upgrade("/missing", "GET /secret HTTP/1.1\r\nHost: node\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    assertTrue(answer.contains("X-Mine: 1\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nnot here"), answer);
    assertEquals("/missing", asked.path());
  }

  @Test
  void anUpgradeAtNobodysIsRefused() throws Exception {
    int port = agent.actualPort();
    agent.close().toCompletionStage().toCompletableFuture().join();
    String answer = upgrade("/a", "");
    String why =
        "error dialing backend: dial tcp 127.0.0.1:" + port + ": connect: connection refused";
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    assertTrue(answer.contains("\"message\": \"" + why + "\""), answer);
  }

  /** Asks as curl would, and reads until the connection ends. */
  private String upgrade(String path, String more) throws Exception {
    String head =
        "GET %s HTTP/1.1\r\nUser-Agent: curl/8\r\nConnection: Upgrade\r\nUpgrade: spdy/3.1"
            .formatted(proxy + path);
    return raw.ask(raw.administrator(), head, more.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void webhooksMayChangeThePath() throws Exception {
    String hooks = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    String name = "proxy-" + UUID.randomUUID();
    try (WebhookServer server = new WebhookServer()) {
      String patch = "[{\"op\":\"replace\",\"path\":\"/path\",\"value\":\"/b ü/%2f\"}]";
      server.on(
          "/",
          review -> {
            var answer = review.objectNode().put("apiVersion", "admission.k8s.io/v1");
            answer
                .put("kind", "AdmissionReview")
                .putObject("response")
                .put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", patch.getBytes(StandardCharsets.UTF_8))
                .set("uid", review.at("/request/uid"));
            return answer;
          });
      admin
          .post(
              hooks,
              "{\"metadata\":{\"name\":\"%s\"},\"webhooks\":[{\"name\":\"proxy.example.com\",\"clientConfig\":{\"url\":\"%s\",\"caBundle\":\"%s\"},\"rules\":[{\"operations\":[\"CONNECT\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"nodes/proxy\"]}],\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"]}]}"
                  .formatted(name, server.url("/"), server.caBundle()))
          .then()
          .statusCode(201);
      admin.get(hooks + "/" + name).then().statusCode(200);
      admin.get(proxy + "/a?d=e").then().statusCode(202);
      assertEquals("/b%20%C3%BC/%252f?d=e", asked.uri());
    } finally {
      admin.delete(hooks + "/" + name).then().statusCode(200);
    }
  }

  @Test
  void refusals() {
    admin.get("/api/v1/nodes/nobody/proxy/").then().statusCode(404);
    admin
        .get(proxy.replace("/proxy", ":1/proxy/"))
        .then()
        .statusCode(400)
        .body("message", equalTo("address not allowed"));
    admin.anonymousRequest().get(proxy + "/").then().statusCode(401);
    String namespace = "/api/v1/namespaces/" + admin.namespace();
    admin
        .post(
            namespace + "/services",
            "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}")
        .then()
        .statusCode(201);
    admin
        .get(namespace + "/services/s:81/proxy/")
        .then()
        .statusCode(503)
        .body("message", equalTo("no service port 81 found for service \"s\""));
    admin
        .get(namespace + "/services/ftp:s:80/proxy/")
        .then()
        .statusCode(400)
        .body("message", equalTo("invalid service request \"ftp:s:80\""));
    agent.close().toCompletionStage().toCompletableFuture().join();
    admin
        .get(proxy + "/")
        .then()
        .statusCode(503)
        .body("message", containsString("error trying to reach service: dial tcp 127.0.0.1:"));
  }
}
