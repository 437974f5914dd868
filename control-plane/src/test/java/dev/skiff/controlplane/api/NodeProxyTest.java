package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skiff.controlplane.bootstrap.SkiffConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.inject.Inject;
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
  @Inject SkiffConfig config;

  private HttpServer agent;
  private String proxy;
  private volatile HttpServerRequest asked;

  @BeforeEach
  void startAgent() throws Exception {
    String directory = config.dataDir() + "/pki/";
    agent =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(directory + "apiserver.crt")
                            .setKeyPath(directory + "apiserver.key")))
            .requestHandler(this::answer);
    agent
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    String node = "node-" + UUID.randomUUID();
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
