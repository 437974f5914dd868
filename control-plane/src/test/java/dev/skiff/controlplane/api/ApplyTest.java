package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-side apply and managedFields, through the API. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class ApplyTest {
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ";
  private static final String SCALE =
      "apiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: web}\nspec: {replicas: %d}";
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: a, image: "a:1"}]}
      """;

  @Inject Administrator admin;
  private String maps;
  private String deployments;

  @BeforeEach
  void namespace() {
    String namespace = admin.namespace();
    maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
  }

  private Response apply(String path, String manager, String body) {
    return admin.patch(path + "?fieldManager=" + manager, APPLY, body);
  }

  private static String revision(Response response) {
    return response.then().extract().path("metadata.resourceVersion");
  }

  @Test
  void createsThenChangesThenLeavesAsItIs() {
    Response created = apply(maps + "/a", "x", MAP + "{k: v}");
    created.then().statusCode(201).body("metadata.managedFields[0].operation", equalTo("Apply"));
    Response again = apply(maps + "/a", "x", MAP + "{k: v}");
    again.then().statusCode(200);
    assertEquals(revision(created), revision(again));
    apply(maps + "/a", "x", MAP + "{l: v}")
        .then()
        .statusCode(200)
        .body("data.k", nullValue())
        .body("data.l", equalTo("v"));
  }

  @Test
  void conflictsAreListedAndForced() {
    apply(maps + "/a", "x", MAP + "{k: v}").then().statusCode(201);
    apply(maps + "/a", "y", MAP + "{k: w}")
        .then()
        .statusCode(409)
        .body("reason", equalTo("Conflict"))
        .body("message", equalTo("Apply failed with 1 conflict: conflict with \"x\": .data.k"))
        .body("details.causes[0].reason", equalTo("FieldManagerConflict"))
        .body("details.causes[0].message", equalTo("conflict with \"x\""))
        .body("details.causes[0].field", equalTo(".data.k"));
    apply(maps + "/a", "y&force=true", MAP + "{k: w}")
        .then()
        .statusCode(200)
        .body("metadata.managedFields.manager", equalTo(java.util.List.of("y")));
  }

  @Test
  void optionsAndBodiesAreChecked() {
    admin.patch(maps + "/a", APPLY, MAP + "{}").then().statusCode(422);
    admin.patch(maps + "/a?force=true", Administrator.MERGE, "{}").then().statusCode(422);
    apply(maps + "/a", "x".repeat(129), MAP + "{}").then().statusCode(422);
    apply(maps + "/a", "x", "kind: Secret")
        .then()
        .statusCode(400)
        .body("message", equalTo("invalid object type: /, Kind=Secret"));
    apply(maps + "/a", "x", MAP + "{k: v}\nfoo: 1").then().statusCode(500);
    apply(maps + "/a", "x", "kind: [").then().statusCode(400);
    apply(maps + "/b", "x", MAP + "{k: v}").then().statusCode(400);
    apply(maps + "/a", "x&fieldValidation=Strict", MAP + "{k: v, k: w}")
        .then()
        .statusCode(400)
        .body("message", containsString("key \"k\" already set in map"));
    apply(maps + "/a", "x", MAP + "{}\nmetadata: {name: a, managedFields: []}")
        .then()
        .statusCode(400);
    admin
        .request()
        .contentType("application/apply-patch+cbor")
        .body(new byte[] {1})
        .patch(maps + "/a?fieldManager=x")
        .then()
        .statusCode(415);
    admin.get(maps + "/a").then().statusCode(404);
  }

  @Test
  void dryRunStoresNothing() {
    apply(maps + "/a", "x&dryRun=All", MAP + "{k: v}").then().statusCode(201);
    admin.get(maps + "/a").then().statusCode(404);
  }

  @Test
  void everyWriterIsNoted() {
    admin
        .request()
        .header("User-Agent", "kubectl/v1.35.4 (linux/amd64)")
        .contentType(Administrator.JSON)
        .body("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}")
        .post(maps)
        .then()
        .statusCode(201);
    admin
        .patch(maps + "/a?fieldManager=p", Administrator.MERGE, "{\"data\":{\"l\":\"v\"}}")
        .then()
        .statusCode(200);
    Response read = admin.get(maps + "/a");
    read.then()
        .body("metadata.managedFields.manager", hasItem("kubectl"))
        .body("metadata.managedFields.manager", hasItem("p"))
        .body("metadata.managedFields", hasSize(2));
    Response same = admin.put(maps + "/a?fieldManager=q", read.asString());
    same.then().statusCode(200).body("metadata.managedFields", hasSize(2));
    assertEquals(revision(read), revision(same));
    admin
        .patch(maps + "/a", Administrator.MERGE, "{\"metadata\":{\"managedFields\":[{}]}}")
        .then()
        .statusCode(200)
        .body("metadata.managedFields", nullValue());
  }

  @Test
  void statusAndScaleHaveOwnersOfTheirOwn() {
    apply(deployments + "/web", "app", WEB)
        .then()
        .statusCode(201)
        .body("spec.replicas", equalTo(2));
    String status = "apiVersion: apps/v1\nkind: Deployment\nstatus: {observedGeneration: 9}";
    apply(deployments + "/web/status", "s", status).then().statusCode(200);
    apply(deployments + "/web/scale", "h", SCALE.formatted(5))
        .then()
        .statusCode(409)
        .body(
            "message",
            equalTo("Apply failed with 1 conflict: conflict with \"app\": .spec.replicas"));
    apply(deployments + "/web/scale", "h&force=true", SCALE.formatted(5))
        .then()
        .statusCode(200)
        .body("spec.replicas", equalTo(5));
    apply(deployments + "/web", "app", WEB)
        .then()
        .statusCode(409)
        .body("message", containsString("conflict with \"h\" with subresource \"scale\""));
    admin
        .get(deployments + "/web")
        .then()
        .body("metadata.managedFields.subresource", hasItem("status"))
        .body("metadata.managedFields.subresource", hasItem("scale"));
  }
}
