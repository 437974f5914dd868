package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deletion: at once, held by finalizers, with grace, of many. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class DeleteTest {
  @Inject Administrator admin;

  @Test
  void whatNothingHoldsIsGoneAtOnce() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String uid = admin.post(path, "{\"metadata\":{\"name\":\"a\"}}").path("metadata.uid");
    admin
        .delete(path + "/a")
        .then()
        .statusCode(200)
        .body("status", equalTo("Success"))
        .body("details.uid", equalTo(uid));
    admin.delete(path + "/a").then().statusCode(404);
  }

  @Test
  void jobsKeepTheirPodsAndSaySoEvenIfTheyAreNotThere() {
    admin
        .request()
        .delete("/apis/batch/v1/namespaces/default/jobs/nobody")
        .then()
        .statusCode(404)
        .header("Warning", containsString("child pods are preserved by default"));
  }

  @Test
  void finalizersHold() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.com/f\"]}}");
    admin
        .delete(path + "/a")
        .then()
        .statusCode(200)
        .body("metadata.deletionTimestamp", notNullValue());
    admin.get(path + "/a").then().statusCode(200);
    admin.patch(path + "/a", Administrator.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    admin.get(path + "/a").then().statusCode(404);
  }

  @Test
  void propagationBecomesAFinalizer() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    for (String[] policy :
        new String[][] {{"Orphan", "orphan"}, {"Foreground", "foregroundDeletion"}}) {
      admin.post(
          path,
          "{\"metadata\":{\"generateName\":\"a\",\"name\":\"" + policy[1].toLowerCase() + "\"}}");
      admin
          .delete(path + "/" + policy[1].toLowerCase() + "?propagationPolicy=" + policy[0])
          .then()
          .statusCode(200)
          .body("metadata.finalizers", equalTo(List.of(policy[1])));
    }
    admin.delete(path + "/x?propagationPolicy=X").then().statusCode(422);
  }

  @Test
  void preconditions() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    admin
        .request()
        .contentType(Administrator.JSON)
        .body("{\"preconditions\":{\"uid\":\"other\"}}")
        .delete(path + "/a")
        .then()
        .statusCode(409)
        .body("message", containsString("the UID in the precondition (other) does not match"));
    for (String query : List.of("/a?uid=other", "/a?resourceVersion=1", "?resourceVersion=0")) {
      admin.delete(path + query).then().statusCode(409);
    }
    admin.get(path + "/a").then().statusCode(200);
  }

  @Test
  void podsOnNodesGetTimeToEnd() {
    String namespace = admin.namespace();
    String path = "/api/v1/namespaces/" + namespace + "/pods";
    admin.post(
        "/api/v1/namespaces/" + namespace + "/serviceaccounts",
        "{\"metadata\":{\"name\":\"default\"}}");
    String pod =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    admin.post(path, pod.formatted("a", "\"nodeName\":\"n\",")).then().statusCode(201);
    admin.post(path, pod.formatted("b", "")).then().statusCode(201);
    admin
        .delete(path + "/a")
        .then()
        .statusCode(200)
        .body("metadata.deletionGracePeriodSeconds", equalTo(30));
    admin.get(path + "/a").then().statusCode(200);
    admin.delete(path + "/a?gracePeriodSeconds=0").then().statusCode(200);
    admin.get(path + "/a").then().statusCode(404);
    admin.delete(path + "/b").then().statusCode(200);
    admin.get(path + "/b").then().statusCode(404);
  }

  @Test
  void collections() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\"}}}");
    admin.post(path, "{\"metadata\":{\"name\":\"b\"}}");
    admin
        .delete(path + "?labelSelector=x=1")
        .then()
        .statusCode(200)
        .body("items.metadata.name", equalTo(List.of("a")));
    admin.get(path).then().body("items.metadata.name", equalTo(List.of("b")));
  }

  @Test
  void collectionsArePaged() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    for (String name : List.of("a", "b", "c", "d", "e")) {
      admin.post(path, "{\"metadata\":{\"name\":\"" + name + "\"}}").then().statusCode(201);
    }
    String token =
        admin
            .delete(path + "?limit=2")
            .then()
            .statusCode(200)
            .body("items.metadata.name", equalTo(List.of("a", "b")))
            .body("metadata.remainingItemCount", equalTo(3))
            .extract()
            .path("metadata.continue");
    admin.get(path).then().body("items.metadata.name", equalTo(List.of("c", "d", "e")));
    admin
        .delete(path + "?limit=1&continue=" + token)
        .then()
        .statusCode(200)
        .body("items.metadata.name", equalTo(List.of("c")));
    admin.get(path).then().body("items.metadata.name", equalTo(List.of("d", "e")));
  }

  @Test
  void namespacesEndWhenFinalised() {
    String path = "/api/v1/namespaces/" + admin.namespace();
    admin.delete(path).then().statusCode(200).body("status.phase", equalTo("Terminating"));
    admin
        .post(path + "/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(403)
        .body("message", containsString("because it is being terminated"));
    String name = path.substring(path.lastIndexOf('/') + 1);
    admin
        .put(path + "/finalize", "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{}}")
        .then()
        .statusCode(200);
    admin.get(path).then().statusCode(404);
  }
}
