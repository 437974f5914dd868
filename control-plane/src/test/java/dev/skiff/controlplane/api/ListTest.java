package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists: pages, selectors, revisions. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class ListTest {
  @Inject Administrator admin;

  private String five() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    for (String name : List.of("a", "b", "c", "d", "e")) {
      String parity = "bd".contains(name) ? "even" : "odd";
      admin
          .post(
              path,
              "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"parity\":\"%s\"}}}"
                  .formatted(name, parity))
          .then()
          .statusCode(201);
    }
    return path + "?fieldSelector=metadata.name!=kube-root-ca.crt&";
  }

  @Test
  void pagesShowTheStateOfTheFirst() {
    String path = five().split("\\?")[0];
    Response first = admin.get(path + "?limit=2");
    first.then().statusCode(200).body("items.metadata.name", equalTo(List.of("a", "b")));
    String revision = first.path("metadata.resourceVersion");
    admin.post(path, "{\"metadata\":{\"name\":\"aa\"}}").then().statusCode(201);
    admin.delete(path + "/c").then().statusCode(200);
    String token = first.path("metadata.continue");
    admin
        .get(path + "?limit=2&continue=" + token)
        .then()
        .body("items.metadata.name", equalTo(List.of("c", "d")))
        .body("metadata.resourceVersion", equalTo(revision));
  }

  @Test
  void itemsOfBuiltInTypesHaveNoTypeOfTheirOwn() {
    admin
        .get(five())
        .then()
        .body("kind", equalTo("ConfigMapList"))
        .body("items", hasSize(5))
        .body("items.kind", not(hasItem("ConfigMap")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aLargeListComesInPieces(String encoding) {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    for (int i = 0; i < 26; i++) {
      admin
          .post(
              path,
              "{\"metadata\":{\"name\":\"a%02d\"},\"data\":{\"k\":\"%s\"}}"
                  .formatted(i, Character.toString('a' + i).repeat(20_000)))
          .then()
          .statusCode(201);
    }
    Response list = admin.request().header("Accept-Encoding", encoding).get(path);
    for (int i = 0; i < 26; i++) {
      assertEquals("a%02d".formatted(i), list.path("items[%d].metadata.name".formatted(i)));
      assertEquals(
          Character.toString('a' + i).repeat(20_000), list.path("items[%d].data.k".formatted(i)));
    }
  }

  @Test
  void selectors() {
    String path = five();
    admin
        .get(path + "labelSelector=parity=even")
        .then()
        .body("items.metadata.name", equalTo(List.of("b", "d")));
    admin
        .get(path + "labelSelector=parity notin (even),parity")
        .then()
        .body("items.metadata.name", equalTo(List.of("a", "c", "e")));
    admin
        .get(path.split("\\?")[0] + "?fieldSelector=metadata.name=c")
        .then()
        .body("items.metadata.name", equalTo(List.of("c")));
    admin
        .get(path.split("\\?")[0] + "?fieldSelector=spec.x=c")
        .then()
        .statusCode(400)
        .body("message", startsWith("\"spec.x\" is not a known field selector"));
    admin
        .get(path + "labelSelector=a b")
        .then()
        .statusCode(400)
        .body("message", startsWith("unable to parse requirement: found 'b'"));
    admin
        .get(path + "limit=")
        .then()
        .statusCode(400)
        .body("message", equalTo("strconv.ParseInt: parsing \"\": invalid syntax"));
    admin
        .get(path + "limit=99999999999999999999")
        .then()
        .statusCode(400)
        .body(
            "message",
            equalTo("strconv.ParseInt: parsing \"99999999999999999999\": value out of range"));
  }

  @Test
  void revisions() {
    String path = five();
    String revision = admin.get(path).path("metadata.resourceVersion");
    admin.delete(path.split("\\?")[0] + "/a").then().statusCode(200);
    admin
        .get(path + "resourceVersionMatch=Exact&resourceVersion=" + revision)
        .then()
        .body("items", hasSize(5));
    admin
        .get(path + "resourceVersionMatch=NotOlderThan&resourceVersion=" + revision)
        .then()
        .body("items", hasSize(4));
    admin
        .get(path + "resourceVersion=99999999")
        .then()
        .statusCode(504)
        .body("details.causes[0].reason", equalTo("ResourceVersionTooLarge"));
    admin.get(path + "resourceVersion=x").then().statusCode(400);
    admin.get(path + "resourceVersionMatch=Exact").then().statusCode(422);
    admin.get(path + "continue=nonsense").then().statusCode(400);
  }
}
