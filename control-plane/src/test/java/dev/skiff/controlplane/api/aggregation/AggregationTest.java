package dev.skiff.controlplane.api.aggregation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpExchange;
import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.protection.RawClient;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** APIServices and a server that answers for one. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class AggregationTest {
  private static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  @Inject Administrator admin;
  @Inject RawClient raw;

  private final Map<String, Map<String, List<String>>> asked = new ConcurrentHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String stalling = "nothing";
  private volatile String padding = "";
  private WebhookServer server;
  private String namespace;
  private String group;
  private String apiService;

  @BeforeEach
  void start() throws Exception {
    namespace = admin.namespace();
    group = namespace + ".example.com";
    apiService = API_SERVICES + "/v1." + group;
    server = new WebhookServer("extension." + namespace + ".svc");
    server.handle("/", this::answer);
  }

  @AfterEach
  void stop() {
    admin.delete(apiService);
    over.countDown();
    server.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.put(path, exchange.getRequestHeaders());
    if (path.startsWith(stalling)) {
      stall(exchange);
      return;
    }
    String resources =
        "{\"kind\":\"APIResourceList\",\"groupVersion\":\"%s/v1\",\"resources\":[{\"name\":\"flunders\",\"singularName\":\"flunder\",\"namespaced\":true,\"kind\":\"Flunder\",\"verbs\":[\"get\",\"list\",\"delete\"]},{\"name\":\"flunders/status\",\"namespaced\":true,\"kind\":\"Flunder\",\"verbs\":[\"get\"]}]}"
            .formatted(group);
    String text =
        switch (path) {
          case "/openapi/v3" ->
              "{\"paths\":{\"apis/%s/v1\":{\"serverRelativeURL\":\"/openapi/v3/apis/%s/v1?hash=1\"}}}"
                  .formatted(group, group);
          case "/openapi/v2" ->
              "{\"paths\":{\"/apis/%s/v1/flunders\":{}},\"definitions\":{\"Flunder\":{}}}"
                  .formatted(group);
          default ->
              path.equals("/apis/" + group + "/v1")
                  ? resources
                  : "{\"asked\":\"" + path + padding + "\"}";
        };
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    boolean stream = path.contains("watch=true");
    exchange.sendResponseHeaders(200, stream ? 0 : text.length());
    exchange.getResponseBody().write(text.getBytes());
    exchange.close();
  }

  /** Answers with a head, and nothing more. */
  private void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('{');
    exchange.getResponseBody().flush();
    try {
      over.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private void register(String trust) throws Exception {
    String inNamespace = "/api/v1/namespaces/" + namespace;
    admin
        .post(
            inNamespace + "/services",
            "{\"metadata\":{\"name\":\"extension\"},\"spec\":{\"ports\":[{\"port\":443}]}}")
        .then()
        .statusCode(201);
    admin
        .post(
            "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices",
            "{\"metadata\":{\"name\":\"extension\",\"labels\":{\"kubernetes.io/service-name\":\"extension\"}},\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"%s\"]}],\"ports\":[{\"name\":\"\",\"port\":%d}]}"
                .formatted(WebhookServer.address(), server.port()))
        .then()
        .statusCode(201);
    admin
        .post(
            API_SERVICES,
            "{\"metadata\":{\"name\":\"v1.%s\"},\"spec\":{\"group\":\"%s\",\"version\":\"v1\",\"groupPriorityMinimum\":2000,\"versionPriority\":15,\"service\":{\"namespace\":\"%s\",\"name\":\"extension\"},%s}}"
                .formatted(group, group, namespace, trust))
        .then()
        .statusCode(201);
  }

  private void await(String status, String reason) throws InterruptedException {
    String condition = "";
    for (int i = 0; i < 200; i++) {
      var answer = admin.get(apiService).jsonPath();
      condition = answer.getString("status.conditions[0]");
      if (status.equals(answer.getString("status.conditions[0].status"))
          && reason.equals(answer.getString("status.conditions[0].reason"))) {
        return;
      }
      Thread.sleep(100);
    }
    fail("The APIService does not become " + status + " " + reason + ": " + condition);
  }

  @Test
  void requestsReachTheOtherServerWithTheUsersName() throws Exception {
    register("\"caBundle\":\"" + server.caBundle() + "\"");
    await("True", "Passed");
    String path = "/apis/" + group + "/v1/namespaces/" + namespace + "/flunders";
    admin.get(path + "?limit=5").then().statusCode(200).body("asked", equalTo(path + "?limit=5"));
    Map<String, List<String>> headers = asked.get(path + "?limit=5");
    assertEquals(List.of("kubernetes-admin"), headers.get("X-remote-user"));
    assertTrue(headers.get("X-remote-group").contains("system:masters"), headers.toString());
    admin
        .get(path + "?watch=true")
        .then()
        .statusCode(200)
        .body("asked", equalTo(path + "?watch=true"));
    String upgrade =
        "GET " + path + "/x/shell HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket";
    upgrade += "\r\nX-Remote-Uid: forged\r\nX-Remote-Extra-scopes: forged";
    String none = raw.ask(raw.administrator(), upgrade, new byte[0]);
    assertTrue(none.startsWith("HTTP/1.1 503 "), none);
    assertTrue(none.endsWith("\r\n\r\ninvalid upgrade response: status code 200\n"), none);
    headers = asked.get(path + "/x/shell");
    assertEquals(List.of("kubernetes-admin"), headers.get("X-remote-user"));
    assertFalse(headers.toString().contains("forged"), headers.toString());
    admin.anonymousRequest().get(path).then().statusCode(401);
    admin.post(path, "{}").then().statusCode(200);
    admin
        .get("/api/v1/namespaces/kube-system/configmaps/apiservice-usage")
        .then()
        .body("data", hasKey(namespace + "_v1." + group));
  }

  @Test
  void largeAnswersPassAsTheyCome() throws Exception {
    register("\"caBundle\":\"" + server.caBundle() + "\"");
    await("True", "Passed");
    String path = "/apis/" + group + "/v1/flunders";
    admin.get(path).then().header("Transfer-Encoding", nullValue()).body("asked", equalTo(path));
    padding = "x".repeat(1 << 20);
    admin
        .get(path)
        .then()
        .header("Transfer-Encoding", "chunked")
        .body("asked", equalTo(path + padding));
  }

  private void awaitInIndex(String path) throws InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (admin.get("/openapi/v3").asString().contains("\"" + path + "\"")) return;
      Thread.sleep(100);
    }
    admin.get("/openapi/v3").then().body("paths", hasKey(path));
  }

  @Test
  void itsGroupIsDiscovered() throws Exception {
    register("\"insecureSkipTLSVerify\":true");
    await("True", "Passed");
    admin.get("/apis").then().body("groups.name", hasItem(group));
    admin.get("/apis/" + group).then().body("preferredVersion.version", equalTo("v1"));
    String item = "items.find { it.metadata.name == '" + group + "' }.versions[0]";
    admin
        .request()
        .accept(AGGREGATED)
        .get("/apis")
        .then()
        .body(item + ".freshness", equalTo("Current"))
        .body(item + ".resources[0].resource", equalTo("flunders"))
        .body(item + ".resources[0].subresources[0].subresource", equalTo("status"));
    awaitInIndex("apis/" + group + "/v1");
    admin
        .get("/openapi/v2")
        .then()
        .body("paths", hasKey("/apis/" + group + "/v1/flunders"))
        .body("definitions", hasKey("Flunder"));
    admin.delete(apiService).then().statusCode(200);
    for (int i = 0; i < 100 && admin.get("/apis").asString().contains(group); i++) {
      Thread.sleep(100);
    }
    admin.get("/apis").then().body("groups.name", not(hasItem(group)));
  }

  @Test
  void aServerThatIsAwayIsSaidToBe() throws Exception {
    register("\"insecureSkipTLSVerify\":true");
    await("True", "Passed");
    server.close();
    admin.delete("/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices/extension");
    await("False", "EndpointsNotFound");
    admin
        .get("/apis/" + group + "/v1/flunders")
        .then()
        .statusCode(503)
        .body(equalTo("service unavailable\n"));
    String item = "items.find { it.metadata.name == '" + group + "' }.versions[0]";
    admin
        .request()
        .accept(AGGREGATED)
        .get("/apis")
        .then()
        .body(item + ".freshness", equalTo("Stale"));
    admin.delete("/api/v1/namespaces/" + namespace + "/services/extension");
    await("False", "ServiceNotFound");
  }

  @Test
  void aServerThatStallsIsNotAvailable() throws Exception {
    stalling = "/apis";
    register("\"insecureSkipTLSVerify\":true");
    await("False", "FailedDiscoveryCheck");
    stalling = "nothing";
    await("True", "Passed");
  }

  @Test
  @Timeout(30)
  void aDocumentThatStallsHoldsNobodyUpForLong() throws Exception {
    stalling = "/openapi";
    register("\"insecureSkipTLSVerify\":true");
    await("True", "Passed");
    admin.get("/openapi/v3").then().statusCode(200);
    admin.get("/openapi/v2").then().statusCode(200);
    long start = System.nanoTime();
    admin.get("/openapi/v3").then().statusCode(200);
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
  }

  @Test
  void anotherAuthoritysServerIsNotTrusted() throws Exception {
    try (WebhookServer other = new WebhookServer()) {
      register("\"caBundle\":\"" + other.caBundle() + "\"");
      await("False", "FailedDiscoveryCheck");
    }
  }

  @Test
  void ownGroupsHaveApiServicesToo() throws Exception {
    apiService = API_SERVICES + "/v1.apps";
    await("True", "Local");
    admin
        .get(apiService)
        .then()
        .body("spec.groupPriorityMinimum", equalTo(17800))
        .body("metadata.labels.'kube-aggregator.kubernetes.io/automanaged'", equalTo("onstart"));
    apiService = API_SERVICES + "/v1." + group;
    admin
        .post(
            API_SERVICES,
            "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"group\":\"g.io\",\"version\":\"v1\",\"groupPriorityMinimum\":0,\"versionPriority\":1}}")
        .then()
        .statusCode(422)
        .body("details.causes.field", hasItem("metadata.name"))
        .body("details.causes.field", hasItem("spec.groupPriorityMinimum"));
  }
}
