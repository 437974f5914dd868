package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The three kinds of patch that say what to change; for the fourth see {@link ApplyTest}. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class PatchTest {
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final String DEPLOYMENT =
      """
      {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{
        "metadata":{"labels":{"app":"web"}},
        "spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b","image":"b:1"}]}}}}
      """;
  @Inject Administrator admin;

  private String configMap() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin
        .post(path, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\",\"l\":\"w\"}}")
        .then()
        .statusCode(201);
    return path + "/a";
  }

  @Test
  void jsonPatch() {
    String path = configMap();
    String patch =
        "[{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"%s\"},"
            + "{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"n\"},"
            + "{\"op\":\"remove\",\"path\":\"/data/l\"}]";
    admin
        .patch(path, "application/json-patch+json", patch.formatted("other"))
        .then()
        .statusCode(422);
    admin
        .patch(path, "application/json-patch+json", patch.formatted("v"))
        .then()
        .statusCode(200)
        .body("data.k", equalTo("n"))
        .body("data.l", nullValue());
  }

  @Test
  void manyWritersOfOneObjectAllHaveTheirTurn() throws Exception {
    String path = configMap();
    int writers = 64;
    List<Callable<Integer>> patches = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      String body = "{\"data\":{\"w%d\":\"x\"}}".formatted(i);
      patches.add(() -> admin.patch(path, Administrator.MERGE, body).statusCode());
    }
    try (var threads = Executors.newFixedThreadPool(writers)) {
      for (Future<Integer> each : threads.invokeAll(patches)) assertEquals(200, each.get());
    }
    Map<String, String> data = admin.get(path).path("data");
    assertEquals(writers + 2, data.size());
  }

  @Test
  void mergePatch() {
    String path = configMap();
    admin
        .patch(path, Administrator.MERGE, "{\"data\":{\"k\":null,\"m\":\"x\"}}")
        .then()
        .statusCode(200)
        .body("data.k", nullValue())
        .body("data.l", equalTo("w"))
        .body("data.m", equalTo("x"));
    admin.patch(path, Administrator.MERGE, "{").then().statusCode(400);
    admin
        .patch(path, Administrator.MERGE, "{\"metadata\":{\"resourceVersion\":\"1\"}}")
        .then()
        .statusCode(409);
  }

  @Test
  void strategicMergePatchMergesListsByTheirKey() {
    String path = "/apis/apps/v1/namespaces/" + admin.namespace() + "/deployments";
    admin.post(path, DEPLOYMENT).then().statusCode(201).body("spec.replicas", equalTo(1));
    String containers = "{\"spec\":{\"template\":{\"spec\":{%s}}}}";
    admin
        .patch(
            path + "/web",
            STRATEGIC,
            containers.formatted("\"containers\":[{\"name\":\"b\",\"image\":\"b:2\"}]"))
        .then()
        .statusCode(200)
        .body("spec.template.spec.containers.image", equalTo(List.of("a:1", "b:2")))
        .body("metadata.generation", equalTo(2));
    admin
        .patch(
            path + "/web",
            STRATEGIC,
            containers.formatted("\"containers\":[{\"name\":\"a\",\"$patch\":\"delete\"}]"))
        .then()
        .statusCode(200)
        .body("spec.template.spec.containers.name", equalTo(List.of("b")));
    // What the patch names stands before what only the server has.
    admin
        .patch(
            path + "/web",
            STRATEGIC,
            containers.formatted("\"containers\":[{\"name\":\"c\",\"image\":\"c:1\"}]"))
        .then()
        .statusCode(200)
        .body("spec.template.spec.containers.name", equalTo(List.of("c", "b")));
  }

  @Test
  void aPatchOfNothingIsNotFound() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps/absent";
    admin.patch(path, Administrator.MERGE, "{}").then().statusCode(404);
  }
}
