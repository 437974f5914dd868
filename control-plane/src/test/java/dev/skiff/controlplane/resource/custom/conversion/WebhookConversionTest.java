package dev.skiff.controlplane.resource.custom.conversion;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custom resources of two versions: hostPort in the stored one, host and port in the other. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class WebhookConversionTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  @Inject Administrator admin;

  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private WebhookServer server;
  private String group;
  private String name;
  private String namespace;

  @BeforeEach
  void start() throws Exception {
    server = new WebhookServer();
    namespace = admin.namespace();
    group = namespace + ".example.com";
    name = "links." + group;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Serves conversions at a path; the consumer may spoil the answer. */
  private void convertAt(String path, BiConsumer<JsonNode, ObjectNode> spoil) {
    server.on(
        path,
        review -> {
          JsonNode request = review.path("request");
          asked.add(request);
          ObjectNode answer = JsonNodeFactory.instance.objectNode();
          answer.set("apiVersion", review.path("apiVersion"));
          ObjectNode response = answer.put("kind", "ConversionReview").putObject("response");
          response.set("uid", request.path("uid"));
          response.putObject("result").put("status", "Success");
          ArrayNode converted = response.putArray("convertedObjects");
          for (JsonNode object : request.path("objects")) {
            converted.add(convert(object.deepCopy(), request.path("desiredAPIVersion").asText()));
          }
          spoil.accept(request, response);
          return answer;
        });
  }

  private static ObjectNode convert(ObjectNode object, String to) {
    object.put("apiVersion", to);
    if (to.endsWith("v2") && object.has("hostPort")) {
      String[] parts = object.remove("hostPort").asText().split(":");
      object.put("host", parts[0]).put("port", parts[1]);
    } else if (to.endsWith("v1") && object.has("host")) {
      String port = object.remove("port").asText();
      object.put("hostPort", object.remove("host").asText() + ":" + port);
    }
    return object;
  }

  private void define(String path) throws Exception {
    String version =
        "{'name':'%s','served':true,'storage':%s,'selectableFields':[{'jsonPath':'.%s'}],"
            + "'schema':{'openAPIV3Schema':{'type':'object','properties':{'%3$s':{'type':'string'},"
            + "'strict':{'type':'object','properties':{'known':{'type':'string'}}}},"
            + "'x-kubernetes-preserve-unknown-fields':true}}}";
    admin
        .post(
            DEFINITIONS,
            json(
                """
                {'metadata':{'name':'%s'},'spec':{'group':'%s','scope':'Namespaced',
                 'names':{'plural':'links','kind':'Link'},
                 'versions':[%s,%s],
                 'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],
                   'clientConfig':{'url':'%s','caBundle':'%s'}}}}}
                """
                    .formatted(
                        name,
                        group,
                        version.formatted("v1", true, "hostPort"),
                        version.formatted("v2", false, "host"),
                        server.url(path),
                        server.caBundle())))
        .then()
        .statusCode(201);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (admin.get(links("v2")).statusCode() == 404 && System.nanoTime() < end) Thread.sleep(20);
  }

  private String links(String version) {
    return "/apis/" + group + "/" + version + "/namespaces/" + namespace + "/links";
  }

  private void create(String version, String object, String fields) {
    admin
        .post(
            links(version),
            json(
                "{'apiVersion':'%s/%s','kind':'Link','metadata':{'name':'%s'},%s}"
                    .formatted(group, version, object, fields)))
        .then()
        .statusCode(201);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void everyVersionReadsWhatAnyVersionWrote() throws Exception {
    convertAt("/convert", (request, response) -> {});
    define("/convert");
    create("v1", "a", "'hostPort':'here:1'");
    create("v2", "b", "'host':'there','port':'2'");
    admin
        .get(links("v2") + "/a")
        .then()
        .statusCode(200)
        .body("apiVersion", equalTo(group + "/v2"))
        .body("host", equalTo("here"))
        .body("hostPort", nullValue());
    admin.get(links("v1") + "/b").then().statusCode(200).body("hostPort", equalTo("there:2"));
    asked.clear();
    admin.get(links("v2")).then().statusCode(200).body("items.host", contains("here", "there"));
    assertEquals(1, asked.size(), "one review for a list");
    assertEquals(2, asked.getFirst().path("objects").size());
    admin
        .patch(links("v2") + "/a", Administrator.MERGE, json("{'port':'9'}"))
        .then()
        .statusCode(200)
        .body("port", equalTo("9"));
    admin.get(links("v1") + "/a").then().body("hostPort", equalTo("here:9"));
    String watched =
        admin
            .request()
            .queryParam("watch", "true")
            .queryParam("resourceVersion", "0")
            .queryParam("timeoutSeconds", "1")
            .get(links("v2"))
            .asString();
    assertEquals(2, watched.lines().filter(line -> line.contains("\"host\":")).count(), watched);
    admin.delete(links("v2") + "/a").then().statusCode(200);
  }

  @Test
  void fieldsAreSelectedAsTheVersionHasThem() throws Exception {
    convertAt("/convert", (request, response) -> {});
    define("/convert");
    create("v1", "a", "'hostPort':'here:1'");
    create("v1", "b", "'hostPort':'there:2'");
    select("v1", "hostPort=here:1")
        .then()
        .statusCode(200)
        .body("items.metadata.name", contains("a"));
    select("v2", "hostPort=here:1").then().statusCode(400);
    asked.clear();
    select("v2", "host=there").then().statusCode(200).body("items.host", contains("there"));
    assertEquals(1, asked.size(), "one review for a list");

    String revision = admin.get(links("v2")).path("metadata.resourceVersion");
    admin.patch(links("v1") + "/a", Administrator.MERGE, json("{'hostPort':'there:1'}"));
    admin.patch(links("v1") + "/b", Administrator.MERGE, json("{'hostPort':'here:2'}"));
    admin.patch(links("v1") + "/b", Administrator.MERGE, json("{'hostPort':'here:3'}"));
    String watched =
        admin
            .request()
            .queryParam("watch", "true")
            .queryParam("resourceVersion", revision)
            .queryParam("fieldSelector", "host=there")
            .queryParam("timeoutSeconds", "1")
            .get(links("v2"))
            .asString();
    List<String> events = watched.lines().toList();
    assertEquals(2, events.size(), watched);
    assertTrue(
        events.get(0).startsWith("{\"type\":\"ADDED\"") && events.get(0).contains("\"name\":\"a\""),
        watched);
    assertTrue(
        events.get(1).startsWith("{\"type\":\"DELETED\"")
            && events.get(1).contains("\"name\":\"b\""),
        watched);
  }

  private Response select(String version, String selector) {
    return admin.request().queryParam("fieldSelector", selector).get(links(version));
  }

  @Test
  void onlyLabelsAndAnnotationsOfTheMetadataMayChange() throws Exception {
    convertAt(
        "/metadata",
        (request, response) -> {
          ObjectNode metadata = (ObjectNode) response.at("/convertedObjects/0/metadata");
          metadata.putObject("labels").put("converted", "yes");
          metadata.put("resourceVersion", "77777").putArray("finalizers").add("a.b/c");
        });
    define("/metadata");
    create("v1", "a", "'hostPort':'here:1'");
    admin
        .get(links("v2") + "/a")
        .then()
        .statusCode(200)
        .body("metadata.labels.converted", equalTo("yes"))
        .body("metadata.finalizers", nullValue());
  }

  @Test
  void listsShowWhatGetsShow() throws Exception {
    convertAt(
        "/lies",
        (request, response) -> {
          for (JsonNode object : response.path("convertedObjects")) {
            ObjectNode metadata = (ObjectNode) object.path("metadata");
            metadata.put("undeclared", "x").putObject("labels").put("lie", "yes");
            ((ObjectNode) object).putObject("strict").put("undeclared", 1).put("known", "k");
          }
        });
    define("/lies");
    for (String each : List.of("a", "b")) {
      admin
          .post(
              links("v1"),
              json(
                  "{'apiVersion':'%s/v1','kind':'Link','metadata':{'name':'%s','labels':{'real':'1'}}}"
                      .formatted(group, each)))
          .then()
          .statusCode(201);
    }
    Map<String, Object> alone = admin.get(links("v2") + "/a").path("strict");
    assertEquals(Map.of("known", "k"), alone);
    admin.get(links("v2")).then().body("items.strict", contains(alone, alone));
    String metadata = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";
    admin
        .request()
        .accept(metadata.formatted(""))
        .get(links("v2") + "/a")
        .then()
        .body("kind", equalTo("PartialObjectMetadata"))
        .body("metadata.labels", equalTo(Map.of("lie", "yes")));
    admin
        .request()
        .accept(metadata.formatted("List"))
        .get(links("v2"))
        .then()
        .body("items.metadata.labels.lie", contains("yes", "yes"));
    labelled("v2", "lie").then().body("items.metadata.name", contains("a", "b"));
    labelled("v2", "real").then().body("items", empty());
    labelled("v1", "real").then().body("items.metadata.name", contains("a", "b"));
    String watched =
        admin
            .request()
            .queryParam("watch", "true")
            .queryParam("labelSelector", "lie")
            .queryParam("timeoutSeconds", "1")
            .get(links("v2"))
            .asString();
    assertEquals(2, watched.lines().count(), watched);
  }

  private Response labelled(String version, String selector) {
    return admin.request().queryParam("labelSelector", selector).get(links(version));
  }

  @Test
  void aWatchEndsWhenTheDefinitionChanges() throws Exception {
    convertAt("/convert", (request, response) -> {});
    define("/convert");
    create("v1", "a", "'hostPort':'here:1'");
    String definition = DEFINITIONS + "/" + name;
    CompletableFuture<String> first = watch();
    admin
        .patch(definition, Administrator.MERGE, json("{'metadata':{'annotations':{'a':'b'}}}"))
        .then()
        .statusCode(200);
    assertThrows(TimeoutException.class, () -> first.get(1, TimeUnit.SECONDS));
    admin
        .patch(
            definition,
            Administrator.MERGE,
            json("{'spec':{'conversion':{'strategy':'None','webhook':null}}}"))
        .then()
        .statusCode(200);
    assertTrue(first.get(10, TimeUnit.SECONDS).contains("ADDED"));
    CompletableFuture<String> second = watch();
    admin.delete(definition).then().statusCode(200);
    assertTrue(second.get(10, TimeUnit.SECONDS).contains("ADDED"));
  }

  /** Watches v2, and has begun when it returns. */
  private CompletableFuture<String> watch() throws Exception {
    CompletableFuture<String> watched =
        CompletableFuture.supplyAsync(
            () ->
                admin
                    .request()
                    .queryParam("watch", "true")
                    .queryParam("timeoutSeconds", "30")
                    .get(links("v2"))
                    .asString(),
            Thread::startVirtualThread);
    Thread.sleep(500);
    return watched;
  }

  @Test
  void whatAWebhookDoesWrongIsSaid() throws Exception {
    convertAt(
        "/wrong",
        (request, response) -> {
          switch (request.at("/objects/0/metadata/name").asText()) {
            case "fails" ->
                response.putObject("result").put("status", "Failed").put("message", "no, thanks");
            case "mute" -> response.putObject("result").put("status", "Failed");
            case "loses" -> response.putArray("convertedObjects");
            case "renames" ->
                ((ObjectNode) response.at("/convertedObjects/0/metadata")).put("name", "other");
            case "stays" ->
                ((ObjectNode) response.at("/convertedObjects/0")).put("apiVersion", group + "/v1");
            case "strips" -> ((ObjectNode) response.at("/convertedObjects/0")).put("metadata", 1);
            case "counts" -> response.put("convertedObjects", 1);
            case "codes" -> response.putObject("result").put("code", "no");
            case "empties" -> response.putArray("convertedObjects").addNull();
            default -> response.put("uid", "other");
          }
        });
    define("/wrong");
    String start = "conversion webhook for " + group + "/v1, Kind=Link ";
    for (String name :
        List.of(
            "fails", "mute", "loses", "renames", "stays", "strips", "counts", "codes", "empties",
            "uid")) {
      create("v1", name, "'hostPort':'here:1'");
      String message =
          switch (name) {
            case "fails" -> "failed: no, thanks";
            case "mute" -> "failed: response.result.status was 'Failed', not 'Success'";
            case "loses" -> "returned 0 objects, expected 1";
            case "renames" -> "returned invalid object: must have the same name: renames != other";
            case "stays" ->
                "returned invalid object at index 0: invalid groupVersion (expected "
                    + group
                    + "/v2, received "
                    + group
                    + "/v1)";
            case "strips" -> "returned invalid object: must have the same name: strips != ";
            case "counts" ->
                "failed: json: cannot unmarshal number into Go struct field"
                    + " ConversionResponse.response.convertedObjects of type []runtime.RawExtension";
            case "codes" ->
                "failed: json: cannot unmarshal string into Go struct field"
                    + " Status.response.result.code of type int32";
            case "empties" -> "failed: a converted object is no object";
            default -> "failed: expected response.uid=";
          };
      admin
          .get(links("v2") + "/" + name)
          .then()
          .statusCode(500)
          .body("message", startsWith(start + message));
    }
    admin.get(links("v1")).then().statusCode(200);
    admin.get(links("v2")).then().statusCode(500).body("message", startsWith(start + "failed: "));
  }

  @Test
  void aWebhookThatIsAwayIsNamed() throws Exception {
    define("/gone");
    create("v1", "a", "'hostPort':'here:1'");
    server.close();
    admin
        .get(links("v2") + "/a")
        .then()
        .statusCode(500)
        .body(
            "message", containsString("failed: Post \"" + server.url("/gone") + "?timeout=30s\""));
    admin.get(links("v1") + "/a").then().statusCode(200);
  }

  @Test
  void aDefinitionSaysHowToConvert() {
    admin
        .post(
            DEFINITIONS,
            json(
                """
                {'metadata':{'name':'%s'},'spec':{'group':'%s','scope':'Namespaced',
                 'names':{'plural':'links','kind':'Link'},'conversion':{'strategy':'Webhook'},
                 'versions':[{'name':'v1','served':true,'storage':true,
                   'schema':{'openAPIV3Schema':{'type':'object'}}}]}}
                """
                    .formatted(name, group)))
        .then()
        .statusCode(422)
        .body(
            "message",
            containsString(
                "[spec.conversion.webhookClientConfig: Required value: required when strategy is set"
                    + " to Webhook, spec.conversion.conversionReviewVersions: Required value]"));
  }
}
