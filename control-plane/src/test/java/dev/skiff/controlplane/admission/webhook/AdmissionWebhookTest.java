package dev.skiff.controlplane.admission.webhook;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server and a webhook that is called over TLS. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class AdmissionWebhookTest {
  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String CONFIG_MAPS =
      "{'operations':['*'],'apiGroups':[''],'apiVersions':['v1'],'resources':['configmaps']}";

  @Inject Administrator admin;

  private final List<String> configurations = new ArrayList<>();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private WebhookServer server;
  private String namespace;
  private String configMaps;

  @BeforeEach
  void start() throws Exception {
    server = new WebhookServer("hook.tools.svc");
    namespace = admin.namespace();
    configMaps = "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  @AfterEach
  void stop() {
    configurations.forEach(path -> admin.delete(path).then().statusCode(200));
    server.close();
  }

  /** Answers at a path; remembers the requests. */
  private void answer(String path, Consumer<ObjectNode> response) {
    server.on(
        path,
        review -> {
          asked.add(review.path("request"));
          ObjectNode answer = JsonNodeFactory.instance.objectNode();
          answer.set("apiVersion", review.path("apiVersion"));
          answer.put("kind", "AdmissionReview");
          ObjectNode to = answer.putObject("response");
          to.set("uid", review.at("/request/uid"));
          response.accept(to.put("allowed", true));
          return answer;
        });
  }

  private static Consumer<ObjectNode> patch(String operations) {
    byte[] bytes = json(operations).getBytes(StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    return response -> response.put("patchType", "JSONPatch").put("patch", base64);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private String webhook(String name, String path, String rule, String more) {
    return json(
        """
        {'name':'%s','clientConfig':{'url':'%s','caBundle':'%s'},'rules':[%s],
         'sideEffects':'None','admissionReviewVersions':['v1'],
         'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'%s'}}%s}
        """
            .formatted(name, server.url(path), server.caBundle(), rule, namespace, more));
  }

  private void configure(String kind, String name, String... webhooks) {
    String path = GROUP + kind.toLowerCase() + "webhookconfigurations";
    String body =
        json("{'metadata':{'name':'%s'},'webhooks':[".formatted(name))
            + String.join(",", webhooks)
            + "]}";
    admin.post(path, body).then().statusCode(201);
    configurations.add(path + "/" + name);
    // A read waits until the server has seen all that was written; so webhooks are known from here.
    admin.get(path + "/" + name).then().statusCode(200);
  }

  private Response create(String name) {
    return admin.post(
        configMaps, json("{'metadata':{'name':'%s'},'data':{'k':'v'}}".formatted(name)));
  }

  @Test
  void aRefusalHasTheWebhooksWords() {
    answer(
        "/deny",
        response -> {
          response.put("allowed", false);
          response.putObject("status").put("code", 418).put("message", "not today");
          response.putArray("warnings").add("rather ask tomorrow");
        });
    configure("Validating", "deny", webhook("deny.example.com", "/deny", CONFIG_MAPS, ""));
    create("a")
        .then()
        .statusCode(418)
        .header("Warning", containsString("rather ask tomorrow"))
        .body(
            "message",
            equalTo("admission webhook \"deny.example.com\" denied the request: not today"));
    JsonNode request = asked.getFirst();
    assertEquals("CREATE", request.path("operation").asText());
    assertEquals("ConfigMap", request.at("/kind/kind").asText());
    assertEquals("configmaps", request.at("/resource/resource").asText());
    assertEquals(namespace, request.path("namespace").asText());
    assertEquals("CreateOptions", request.at("/options/kind").asText());
    assertEquals("v", request.at("/object/data/k").asText());
    assertTrue(request.path("oldObject").isNull());
    assertEquals("timeout=10s", server.queries().getFirst());
  }

  @Test
  void aRefusalWithoutWordsSaysSo() {
    answer("/deny", response -> response.put("allowed", false));
    configure("Mutating", "mute", webhook("mute.example.com", "/deny", CONFIG_MAPS, ""));
    create("a")
        .then()
        .statusCode(400)
        .body(
            "message",
            equalTo(
                "admission webhook \"mute.example.com\" denied the request without explanation"));
  }

  @Test
  void mutationsAddUpInTheOrderOfNames() {
    answer("/one", patch("[{'op':'add','path':'/data/one','value':'1'}]"));
    answer("/two", patch("[{'op':'move','from':'/data/one','path':'/data/two'}]"));
    configure("Mutating", "b-second", webhook("two.example.com", "/two", CONFIG_MAPS, ""));
    configure("Mutating", "a-first", webhook("one.example.com", "/one", CONFIG_MAPS, ""));
    create("a").then().statusCode(201).body("data.two", equalTo("1"));
  }

  @Test
  void whoWantsItIsCalledAgainAfterAChange() {
    answer("/watch", response -> {});
    answer("/change", patch("[{'op':'add','path':'/data/one','value':'1'}]"));
    configure(
        "Mutating",
        "again",
        webhook("watch.example.com", "/watch", CONFIG_MAPS, ",'reinvocationPolicy':'IfNeeded'"),
        webhook("change.example.com", "/change", CONFIG_MAPS, ""));
    create("a").then().statusCode(201);
    assertEquals(3, asked.size());
    assertEquals("1", asked.get(2).at("/object/data/one").asText());
  }

  @Test
  void equivalentVersionsAreConvertedForTheWebhook() {
    String old =
        "{'operations':['CREATE'],'apiGroups':['autoscaling'],'apiVersions':['v1'],"
            + "'resources':['horizontalpodautoscalers']}";
    answer("/v1", patch("[{'op':'replace','path':'/spec/maxReplicas','value':7}]"));
    configure("Mutating", "v1", webhook("v1.example.com", "/v1", old, ""));
    configure(
        "Validating", "exact", webhook("exact.example.com", "/v1", old, ",'matchPolicy':'Exact'"));
    admin
        .post(
            "/apis/autoscaling/v2/namespaces/" + namespace + "/horizontalpodautoscalers",
            json(
                "{'metadata':{'name':'a'},'spec':{'maxReplicas':3,'scaleTargetRef':{"
                    + "'kind':'Deployment','name':'a','apiVersion':'apps/v1'}}}"))
        .then()
        .statusCode(201)
        .body("apiVersion", equalTo("autoscaling/v2"))
        .body("spec.maxReplicas", equalTo(7));
    assertEquals(1, asked.size());
    assertEquals("autoscaling/v1", asked.getFirst().at("/object/apiVersion").asText());
    assertEquals("v1", asked.getFirst().at("/kind/version").asText());
    assertEquals("v2", asked.getFirst().at("/requestKind/version").asText());
  }

  @Test
  void aPatchMayGoOnInAnotherVersionOfTheKind() {
    String rule =
        "{'operations':['CREATE'],'apiGroups':['autoscaling'],'apiVersions':['v2'],"
            + "'resources':['horizontalpodautoscalers']}";
    answer(
        "/older",
        patch(
            "[{'op':'replace','path':'/apiVersion','value':'autoscaling/v1'},{'op':'add',"
                + "'path':'/spec/targetCPUUtilizationPercentage','value':55}]"));
    configure("Mutating", "older", webhook("older.example.com", "/older", rule, ""));
    admin
        .post(
            "/apis/autoscaling/v2/namespaces/" + namespace + "/horizontalpodautoscalers",
            json(
                "{'metadata':{'name':'a'},'spec':{'maxReplicas':3,'scaleTargetRef':{"
                    + "'kind':'Deployment','name':'a','apiVersion':'apps/v1'}}}"))
        .then()
        .statusCode(201)
        .body("apiVersion", equalTo("autoscaling/v2"))
        .body("spec.metrics[0].resource.target.averageUtilization", equalTo(55));
  }

  @Test
  void deletionsAndSelectors() {
    String deletions = CONFIG_MAPS.replace("['*']", "['DELETE']");
    answer("/keep", response -> response.put("allowed", false));
    configure(
        "Validating",
        "keep",
        webhook(
            "keep.example.com",
            "/keep",
            deletions,
            ",'objectSelector':{'matchLabels':{'keep':'yes'}}"));
    create("a").then().statusCode(201);
    admin.delete(configMaps + "/a").then().statusCode(200);
    admin
        .post(configMaps, json("{'metadata':{'name':'b','labels':{'keep':'yes'}}}"))
        .then()
        .statusCode(201);
    admin.delete(configMaps + "/b").then().statusCode(400);
    assertEquals("b", asked.getFirst().at("/oldObject/metadata/name").asText());
    assertTrue(asked.getFirst().path("object").isNull());
    assertEquals("DeleteOptions", asked.getFirst().at("/options/kind").asText());
  }

  @Test
  void aDeadWebhookFailsClosedOrOpen() {
    String dead = server.url("/gone").replace(":" + server.port(), ":1");
    String closed =
        webhook("dead.example.com", "/gone", CONFIG_MAPS, "").replace(server.url("/gone"), dead);
    configure(
        "Mutating",
        "open",
        webhook("open.example.com", "/gone", CONFIG_MAPS, ",'failurePolicy':'Ignore'")
            .replace(server.url("/gone"), dead));
    create("a").then().statusCode(201);
    configure("Validating", "closed", closed);
    create("b")
        .then()
        .statusCode(500)
        .body("reason", equalTo("InternalError"))
        .body(
            "message",
            startsWith(
                "Internal error occurred: failed calling webhook \"dead.example.com\": failed to"
                    + " call webhook: Post \"https://localhost:1/gone?timeout=10s\": dial tcp "))
        .body("message", containsString("connect: connection refused"));
  }

  @Test
  void aWebhookMustShowACertificateThatIsTrustedAndForItsName() throws Exception {
    answer("/ok", response -> {});
    try (WebhookServer stranger = new WebhookServer()) {
      configure(
          "Validating",
          "stranger",
          webhook("stranger.example.com", "/ok", CONFIG_MAPS, "")
              .replace(server.caBundle(), stranger.caBundle()));
    }
    create("a")
        .then()
        .statusCode(500)
        .body(
            "message",
            containsString(
                "tls: failed to verify certificate: x509: certificate signed by unknown authority"));
    admin.delete(configurations.removeLast()).then().statusCode(200);
    configure(
        "Validating",
        "nameless",
        webhook("nameless.example.com", "/ok", CONFIG_MAPS, "")
            .replace("https://localhost", "https://127.0.0.1"));
    create("a")
        .then()
        .statusCode(500)
        .body(
            "message",
            containsString(
                "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP"
                    + " SANs"));
    assertEquals(0, asked.size());
  }

  @Test
  void aSlowWebhookIsNotAwaitedForLong() {
    CountDownLatch end = new CountDownLatch(1);
    answer(
        "/slow",
        response -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    configure(
        "Mutating",
        "slow",
        webhook("slow.example.com", "/slow", CONFIG_MAPS, ",'timeoutSeconds':1"));
    create("a")
        .then()
        .statusCode(500)
        .body(
            "message",
            equalTo(
                "Internal error occurred: failed calling webhook \"slow.example.com\": failed to"
                    + " call webhook: Post \""
                    + server.url("/slow")
                    + "?timeout=1s\": context deadline exceeded"));
    end.countDown();
  }

  @Test
  void answersThatBreakARuleAreFailures() {
    server.on("/error", 503, "");
    server.on("/text", 200, "hello");
    server.on("/list", 200, "[]");
    answer("/uid", response -> response.put("uid", "other"));
    answer("/patch", patch("[]"));
    refusedWith("/error", "failed to call webhook: the server is currently unable to handle");
    String unreadable = "failed to call webhook: couldn't get version/kind; json parse error: ";
    refusedWith("/text", unreadable + "invalid character 'h' looking for beginning of value");
    refusedWith("/list", unreadable + "json: cannot unmarshal array into Go value of type struct");
    refusedWith("/uid", "received invalid webhook response: expected response.uid=");
    refusedWith(
        "/patch",
        "received invalid webhook response: validating webhook may not return response.patch");
  }

  @Test
  void answersOfTheWrongTypesAreFailures() {
    answer("/allowed", response -> response.put("allowed", "true"));
    answer("/code", response -> response.putObject("status").put("code", "418"));
    answer("/fraction", response -> response.putObject("status").put("code", 4.5));
    answer("/status", response -> response.put("status", "x"));
    answer("/warnings", response -> response.put("warnings", "abc"));
    answer("/warning", response -> response.putArray("warnings").add(1));
    answer("/annotations", response -> response.putObject("auditAnnotations").put("a", 1));
    answer("/uid", response -> response.put("uid", 1));
    answer("/nulls", response -> response.putNull("status").putNull("warnings"));
    String wrong = "failed to call webhook: json: cannot unmarshal ";
    String field = " into Go struct field AdmissionResponse.response.";
    refusedWith("/allowed", wrong + "string" + field + "allowed of type bool");
    refusedWith(
        "/code", wrong + "string into Go struct field Status.response.status.code of type int32");
    refusedWith(
        "/fraction",
        wrong + "number 4.5 into Go struct field Status.response.status.code of type int32");
    refusedWith("/status", wrong + "string" + field + "status of type v1.Status");
    refusedWith("/warnings", wrong + "string" + field + "warnings of type []string");
    refusedWith("/warning", wrong + "number" + field + "warnings of type string");
    refusedWith("/annotations", wrong + "number" + field + "auditAnnotations of type string");
    refusedWith("/uid", wrong + "number" + field + "uid of type types.UID");
    configure(
        "Validating",
        "open",
        webhook("open.example.com", "/allowed", CONFIG_MAPS, ",'failurePolicy':'Ignore'"),
        webhook("nulls.example.com", "/nulls", CONFIG_MAPS, ""));
    create("b").then().statusCode(201);
  }

  @Test
  void noCallWaitsForAnother() throws Exception {
    int many = 80;
    CountDownLatch all = new CountDownLatch(many);
    answer(
        "/together",
        response -> {
          all.countDown();
          try {
            response.put("allowed", all.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    configure(
        "Validating",
        "together",
        webhook("together.example.com", "/together", CONFIG_MAPS, ",'timeoutSeconds':25"));
    List<Future<Integer>> codes = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        String name = "a" + i;
        codes.add(callers.submit(() -> create(name).statusCode()));
      }
    }
    for (Future<Integer> code : codes) assertEquals(201, code.get());
  }

  private void refusedWith(String path, String message) {
    String name = path.substring(1);
    configure("Validating", name, webhook(name + ".example.com", path, CONFIG_MAPS, ""));
    create("a").then().statusCode(500).body("message", containsString(message));
    admin.delete(configurations.removeLast()).then().statusCode(200);
    admin.get(GROUP + "validatingwebhookconfigurations").then().statusCode(200);
  }

  @Test
  void dryRunNeedsAWebhookWithoutSideEffects() {
    answer("/ok", response -> {});
    String some =
        webhook("some.example.com", "/ok", CONFIG_MAPS, "").replace("\"None\"", "\"NoneOnDryRun\"");
    configure("Mutating", "some", some);
    admin
        .request()
        .queryParam("dryRun", "All")
        .contentType("application/json")
        .body(json("{'metadata':{'name':'a'}}"))
        .post(configMaps)
        .then()
        .statusCode(201);
    assertTrue(asked.getFirst().path("dryRun").asBoolean());
    assertEquals("All", asked.getFirst().at("/options/dryRun/0").asText());
  }

  @Test
  void aServiceIsReachedAtItsEndpointsOverOneConnection() throws Exception {
    admin.post("/api/v1/namespaces", json("{'metadata':{'name':'tools'}}"));
    admin
        .post(
            "/api/v1/namespaces/tools/services",
            json("{'metadata':{'name':'hook'},'spec':{'ports':[{'port':8443,'name':'tls'}]}}"))
        .then()
        .statusCode(201);
    answer("/ok", response -> {});
    String toService =
        webhook("service.example.com", "/ok", CONFIG_MAPS, "")
            .replace(
                json("'url':'" + server.url("/ok") + "'"),
                json("'service':{'namespace':'tools','name':'hook','port':8443,'path':'/ok'}"));
    configure("Validating", "service", toService);
    create("a")
        .then()
        .statusCode(500)
        .body(
            "message",
            containsString(
                "Post \"https://hook.tools.svc:8443/ok?timeout=10s\": no endpoints available for"
                    + " service \"hook\""));
    String slices = "/apis/discovery.k8s.io/v1/namespaces/tools/endpointslices";
    admin
        .post(
            slices,
            json(
                """
                {'metadata':{'name':'hook','labels':{'kubernetes.io/service-name':'hook'}},
                 'addressType':'IPv4','ports':[{'name':'tls','port':%d}],
                 'endpoints':[{'addresses':['%s']}]}
                """
                    .formatted(server.port(), WebhookServer.address())))
        .then()
        .statusCode(201);
    admin.get(slices).then().statusCode(200);
    create("a").then().statusCode(201);
    create("b").then().statusCode(201);
    assertEquals(2, server.callers().size());
    assertEquals(server.callers().getFirst(), server.callers().getLast());
  }

  @Test
  void namesAreGeneratedAfterMutation() {
    answer("/mutate", patch("[{'op':'add','path':'/data/m','value':'1'}]"));
    answer("/look", response -> {});
    configure("Mutating", "early", webhook("early.example.com", "/mutate", CONFIG_MAPS, ""));
    configure("Validating", "late", webhook("late.example.com", "/look", CONFIG_MAPS, ""));
    String name =
        admin
            .post(configMaps, json("{'metadata':{'generateName':'made-'},'data':{'k':'v'}}"))
            .then()
            .statusCode(201)
            .body("data.m", equalTo("1"))
            .extract()
            .path("metadata.name");
    JsonNode early = asked.getFirst();
    assertTrue(early.path("name").isMissingNode(), early.toString());
    assertTrue(early.at("/object/metadata/name").isMissingNode(), early.toString());
    assertTrue(early.at("/object/metadata/uid").isMissingNode(), early.toString());
    JsonNode late = asked.getLast();
    assertEquals(name, late.path("name").asText());
    assertEquals(name, late.at("/object/metadata/name").asText());
    assertTrue(late.at("/object/metadata/uid").isTextual(), late.toString());
  }

  @Test
  void aBusyWebhookIsAskedAgainWhenItSaysSo() {
    AtomicInteger calls = new AtomicInteger();
    server.handle(
        "/busy",
        exchange -> {
          JsonNode review = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
          String answer =
              json("{'apiVersion':'%s','kind':'AdmissionReview','response':{'uid':'%s','allowed':true}}")
                  .formatted(
                      review.path("apiVersion").asText(), review.at("/request/uid").asText());
          int call = calls.incrementAndGet();
          if (call < 3) exchange.getResponseHeaders().add("Retry-After", "0");
          if (call == 4) exchange.getResponseHeaders().add("Retry-After", "60");
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(call == 1 ? 429 : call == 3 ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    configure("Validating", "busy", webhook("busy.example.com", "/busy", CONFIG_MAPS, ""));
    Response created = create("a");
    assertEquals(201, created.statusCode(), created.asString());
    assertEquals(3, calls.get());
    create("b").then().statusCode(500).body("message", containsString("context deadline exceeded"));
    assertEquals(4, calls.get(), "nobody waits for longer than the webhook's time");
    create("c")
        .then()
        .statusCode(500)
        .body("message", containsString("the server is currently unable to handle the request"));
    assertEquals(5, calls.get(), "without Retry-After it is a failure");
  }

  @Test
  void aPatchChangesNeitherTypeNorNamespace() {
    answer("/kind", patch("[{'op':'replace','path':'/kind','value':'Secret'}]"));
    answer("/moved", patch("[{'op':'replace','path':'/metadata/namespace','value':'default'}]"));
    answer("/homeless", patch("[{'op':'remove','path':'/metadata/namespace'}]"));
    configure("Mutating", "kind", webhook("kind.example.com", "/kind", CONFIG_MAPS, ""));
    create("a")
        .then()
        .statusCode(500)
        .body("message", equalTo("converting (v1.Secret) to (core.ConfigMap): unknown conversion"));
    admin.delete(configurations.removeLast()).then().statusCode(200);
    configure("Mutating", "moved", webhook("moved.example.com", "/moved", CONFIG_MAPS, ""));
    create("a")
        .then()
        .statusCode(400)
        .body("message", startsWith("the namespace of the provided object does not match"));
    admin.delete(configurations.removeLast()).then().statusCode(200);
    configure(
        "Mutating", "homeless", webhook("homeless.example.com", "/homeless", CONFIG_MAPS, ""));
    create("a").then().statusCode(201).body("metadata.namespace", equalTo(namespace));
  }

  @Test
  void collectionsAreDeletedWithoutNames() {
    answer("/look", response -> {});
    create("a").then().statusCode(201);
    String deletions = CONFIG_MAPS.replace("['*']", "['DELETE']");
    configure("Validating", "look", webhook("look.example.com", "/look", deletions, ""));
    admin.delete(configMaps).then().statusCode(200);
    JsonNode request = asked.getFirst();
    assertTrue(request.path("name").isMissingNode(), request.toString());
    assertEquals(namespace, request.path("namespace").asText());
    assertTrue(request.at("/oldObject/metadata/name").isTextual(), request.toString());
  }

  @Test
  void whatIsNeverStoredIsAdmittedToo() {
    answer("/token", response -> response.put("allowed", false));
    String rule =
        "{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['v1'],'resources':['serviceaccounts/token']}";
    configure("Validating", "token", webhook("token.example.com", "/token", rule, ""));
    String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
    admin.post(accounts, json("{'metadata':{'name':'bot'}}")).then().statusCode(201);
    admin
        .post(accounts + "/bot/token", json("{'spec':{}}"))
        .then()
        .body(
            "message",
            equalTo(
                "admission webhook \"token.example.com\" denied the request without explanation"));
    JsonNode request = asked.getFirst();
    assertEquals("TokenRequest", request.at("/kind/kind").asText());
    assertEquals("token", request.path("subResource").asText());
    assertEquals("bot", request.path("name").asText());
  }
}
