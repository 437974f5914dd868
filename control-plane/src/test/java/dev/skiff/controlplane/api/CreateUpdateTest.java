package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Create, get and update, and how they refuse. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class CreateUpdateTest {
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/";
  @Inject Administrator admin;

  @Test
  void whatIsCreatedIsReadBack() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    Response created = admin.post(path, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
    created
        .then()
        .statusCode(201)
        .body("kind", equalTo("ConfigMap"))
        .body("metadata.uid", notNullValue())
        .body("metadata.creationTimestamp", notNullValue());
    assertEquals(created.body().asString(), admin.get(path + "/a").body().asString());
  }

  @Test
  void aNameIsTakenOnce() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}").then().statusCode(201);
    admin
        .post(path, "{\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(409)
        .body("reason", equalTo("AlreadyExists"))
        .body("message", equalTo("configmaps \"a\" already exists"))
        .body("details.kind", equalTo("configmaps"));
  }

  @Test
  void namesAreGenerated() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String first =
        admin.post(path, "{\"metadata\":{\"generateName\":\"x-\"}}").path("metadata.name");
    String second =
        admin.post(path, "{\"metadata\":{\"generateName\":\"x-\"}}").path("metadata.name");
    assertTrue(first.matches("x-[a-z0-9]{5}"), first);
    assertNotEquals(first, second);
    admin
        .post(path, "{\"metadata\":{}}")
        .then()
        .statusCode(422)
        .body("message", containsString("name or generateName is required"));
  }

  @Test
  void theNamespaceMustMatchAndBeThere() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin
        .post(path, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}")
        .then()
        .statusCode(400)
        .body("message", startsWith("the namespace of the provided object does not match"));
    admin
        .post("/api/v1/namespaces/absent/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(404)
        .body("message", equalTo("namespaces \"absent\" not found"));
  }

  @Test
  void aDryRunStoresNothing() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path + "?dryRun=All", "{\"metadata\":{\"name\":\"a\"}}").then().statusCode(201);
    admin.get(path + "/a").then().statusCode(404);
    admin.post(path + "?dryRun=x", "{\"metadata\":{\"name\":\"a\"}}").then().statusCode(422);
  }

  @Test
  void anOldRevisionLosesTheUpdate() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String old =
        admin.post(path, "{\"metadata\":{\"name\":\"a\"}}").path("metadata.resourceVersion");
    String body =
        "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"%s\"},\"data\":{\"k\":\"%s\"}}";
    admin
        .put(path + "/a", body.formatted(old, "1"))
        .then()
        .statusCode(200)
        .body("data.k", equalTo("1"));
    admin
        .put(path + "/a", body.formatted(old, "2"))
        .then()
        .statusCode(409)
        .body("reason", equalTo("Conflict"))
        .body(
            "message",
            equalTo(
                "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                    + " please apply your changes to the latest version and try again"));
    admin.get(path + "/a").then().body("data.k", equalTo("1"));
  }

  @Test
  void anUpdateThatChangesNothingKeepsTheRevision() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}";
    String revision = admin.post(path, body).path("metadata.resourceVersion");
    assertEquals(revision, admin.put(path + "/a", body).path("metadata.resourceVersion"));
  }

  @Test
  void theNameInTheBodyMustBeThatInThePath() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    admin
        .put(path + "/a", "{\"metadata\":{\"name\":\"b\"}}")
        .then()
        .statusCode(400)
        .body(
            "message",
            equalTo("the name of the object (b) does not match the name on the URL (a)"));
  }

  @Test
  void updateCreatesWhereUpstreamDoes() {
    String namespace = admin.namespace();
    admin
        .put("/api/v1/namespaces/" + namespace + "/configmaps/a", "{\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(404);
    admin
        .put(LEASES + namespace + "/leases/a", "{\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(201);
  }

  @Test
  void ofUpdatesThatCreateAtOnceOneDoes() throws Exception {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/endpoints/a";
    Callable<Integer> put = () -> admin.put(path, "{\"metadata\":{\"name\":\"a\"}}").statusCode();
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> each : threads.invokeAll(Collections.nCopies(16, put))) {
        answers.add(each.get());
      }
    }
    assertEquals(1, Collections.frequency(answers, 201));
    assertEquals(15, Collections.frequency(answers, 200));
  }

  @Test
  void unknownFieldsAreRefusedReportedOrIgnoredAsAsked() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String body = "{\"metadata\":{\"name\":\"%s\"},\"colour\":\"red\"}";
    admin
        .post(path + "?fieldValidation=Strict", body.formatted("a"))
        .then()
        .statusCode(400)
        .body("message", containsString("unknown field \"colour\""));
    admin
        .post(path + "?fieldValidation=Warn", body.formatted("b"))
        .then()
        .statusCode(201)
        .header("Warning", containsString("unknown field"))
        .body("colour", nullValue());
    admin
        .post(path + "?fieldValidation=Ignore", body.formatted("c"))
        .then()
        .statusCode(201)
        .header("Warning", nullValue());
  }
}
