package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Status, scale, binding, eviction. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class SubresourceTest {
  private static final String DEPLOYMENT =
      """
      {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{
        "metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a"}]}}},
       "status":{"replicas":7}}
      """;
  @Inject Administrator admin;

  @Test
  void statusAndSpecDoNotTouchEachOther() {
    String path = "/apis/apps/v1/namespaces/" + admin.namespace() + "/deployments";
    admin.post(path, DEPLOYMENT).then().statusCode(201).body("status.replicas", nullValue());
    String both = "{\"spec\":{\"replicas\":4},\"status\":{\"replicas\":3}}";
    admin
        .patch(path + "/web/status", Administrator.MERGE, both)
        .then()
        .statusCode(200)
        .body("status.replicas", equalTo(3))
        .body("spec.replicas", equalTo(1))
        .body("metadata.generation", equalTo(1));
    admin
        .patch(path + "/web", Administrator.MERGE, both.replace("3", "9"))
        .then()
        .statusCode(200)
        .body("status.replicas", equalTo(3))
        .body("spec.replicas", equalTo(4))
        .body("metadata.generation", equalTo(2));
  }

  @Test
  void scale() {
    String path = "/apis/apps/v1/namespaces/" + admin.namespace() + "/deployments";
    admin.post(path, DEPLOYMENT).then().statusCode(201);
    admin
        .get(path + "/web/scale")
        .then()
        .statusCode(200)
        .body("kind", equalTo("Scale"))
        .body("status.selector", equalTo("app=web"));
    admin
        .patch(path + "/web/scale", Administrator.MERGE, "{\"spec\":{\"replicas\":5}}")
        .then()
        .statusCode(200)
        .body("spec.replicas", equalTo(5));
    admin.get(path + "/web").then().body("spec.replicas", equalTo(5));
    admin
        .patch(path + "/web/scale", Administrator.MERGE, "{\"spec\":{\"replicas\":-1}}")
        .then()
        .statusCode(422);
  }

  @Test
  void bindingGivesANodeOnce() {
    String namespace = admin.namespace();
    String path = pod(namespace);
    String binding =
        "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"%s\"}}";
    admin.post(path + "/binding", binding.formatted("")).then().statusCode(422);
    admin.post(path + "/binding", binding.formatted("n")).then().statusCode(201);
    admin
        .get(path)
        .then()
        .body("spec.nodeName", equalTo("n"))
        .body("status.conditions.find { it.type == 'PodScheduled' }.status", equalTo("True"));
    admin
        .post(path + "/binding", binding.formatted("m"))
        .then()
        .statusCode(409)
        .body("message", containsString("pod p is already assigned to node \"n\""));
  }

  @Test
  void evictionAsksTheBudget() {
    String namespace = admin.namespace();
    String path = pod(namespace);
    admin
        .patch(path + "/status", Administrator.MERGE, "{\"status\":{\"phase\":\"Running\"}}")
        .then()
        .statusCode(200);
    admin
        .post(
            "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets",
            "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"app\":\"p\"}}}}")
        .then()
        .statusCode(201);
    String eviction = "{\"metadata\":{\"name\":\"p\"}}";
    admin.post(path + "/eviction", eviction).then().statusCode(429);
    admin
        .patch(
            "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets/b/status",
            Administrator.MERGE,
            "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":1}}")
        .then()
        .statusCode(200);
    admin.post(path + "/eviction", eviction).then().statusCode(201);
    admin.get(path).then().statusCode(404);
  }

  @Test
  void bodiesAreReadAsTheClientAsks() {
    String path = pod(admin.namespace());
    String dry = path + "/eviction?dryRun=All";
    String eviction = "{\"metadata\":{\"name\":\"p\"},\"odd\":1}";
    admin
        .post(dry, eviction)
        .then()
        .statusCode(201)
        .header("Warning", containsString("unknown field \\\"odd\\\""));
    admin.post(dry + "&fieldValidation=Ignore", eviction).then().header("Warning", nullValue());
    admin
        .post(dry + "&fieldValidation=Strict", eviction)
        .then()
        .statusCode(400)
        .body("message", containsString("strict decoding error: unknown field \"odd\""));
    admin.get(path).then().statusCode(200);
    admin
        .post(path + "/binding?dryRun=All", "{\"metadata\":{\"name\":\"p\"},\"target\":1}")
        .then()
        .statusCode(400)
        .body("message", containsString("json: cannot unmarshal number into Go struct field"));
  }

  @Test
  void logsOfPodsThatNeverRanAreEmptyAndContainersAreChecked() {
    String path = pod(admin.namespace());
    assertEquals("", admin.get(path + "/log").asString());
    admin
        .get(path + "/log?container=other")
        .then()
        .statusCode(400)
        .body("message", equalTo("container other is not valid for pod p"));
    admin.get(path + "/exec?command=ls").then().statusCode(400);
  }

  private String pod(String namespace) {
    admin.post(
        "/api/v1/namespaces/" + namespace + "/serviceaccounts",
        "{\"metadata\":{\"name\":\"default\"}}");
    String path = "/api/v1/namespaces/" + namespace + "/pods";
    admin
        .post(
            path,
            "{\"metadata\":{\"name\":\"p\",\"labels\":{\"app\":\"p\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}")
        .then()
        .statusCode(201);
    return path + "/p";
  }
}
