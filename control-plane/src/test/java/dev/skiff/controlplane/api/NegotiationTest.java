package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes in and goes out: media types, tables, errors, limits. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class NegotiationTest {
  @Inject Administrator admin;

  @Test
  void yamlBothWays() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String yaml =
        admin
            .request()
            .contentType("application/yaml")
            .accept("application/yaml")
            .body("metadata: {name: a}\ndata: {k: \"1\"}\n")
            .post(path)
            .asString();
    assertTrue(yaml.contains("kind: ConfigMap\n"), yaml);
    assertTrue(yaml.contains("k: \"1\"\n"), yaml);
  }

  @Test
  void tablesAndMetadata() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"dg==\"}}");
    admin
        .request()
        .accept("application/json;as=Table;g=meta.k8s.io;v=v1")
        .get(path)
        .then()
        .body("kind", equalTo("Table"))
        .body("columnDefinitions[0].name", equalTo("Name"))
        .body("rows[0].cells[0]", equalTo("a"))
        .body("rows[0].object.kind", equalTo("PartialObjectMetadata"));
    admin
        .request()
        .accept("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
        .get(path)
        .then()
        .body("kind", equalTo("PartialObjectMetadataList"))
        .body("items[0].metadata.name", equalTo("a"))
        .body("items[0].data", nullValue());
  }

  @Test
  void theOldListOfMetadataHasNullForNothing() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=";
    String old = admin.request().accept(accept + "v1beta1").get(path).asString();
    assertTrue(old.endsWith(",\"items\":null}\n"), old);
    String current = admin.request().accept(accept + "v1").get(path).asString();
    assertTrue(current.endsWith(",\"items\":[]}\n"), current);
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}").then().statusCode(201);
    admin
        .request()
        .accept(accept + "v1beta1")
        .get(path)
        .then()
        .body("items[0].metadata.name", equalTo("a"));
  }

  @Test
  void linesForPeople() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}").then().statusCode(201);
    path += "/a";
    String compact = admin.request().get(path).asString();
    assertTrue(compact.startsWith("{\"kind\":"), compact);
    String asked = admin.request().get(path + "?pretty=true").asString();
    assertTrue(asked.startsWith("{\n  \"kind\": ") && asked.endsWith("\n}"), asked);
    String curl = admin.request().header("User-Agent", "curl/8.5.0").get(path + "/x").asString();
    assertTrue(curl.startsWith("{\n  \"kind\": \"Status\",\n"), curl);
    String refused =
        admin.request().header("User-Agent", "curl/8.5.0").get(path + "?pretty=0").asString();
    assertEquals(compact, refused);
  }

  @Test
  void deprecatedResourcesWarnInAFormThatIsNotServed() {
    admin
        .request()
        .accept("application/json;as=Table;g=meta.k8s.io;v=v2")
        .get("/api/v1/namespaces/default/endpoints")
        .then()
        .statusCode(406)
        .header("Warning", containsString("v1 Endpoints is deprecated"));
    admin
        .request()
        .accept("text/plain")
        .get("/api/v1/namespaces/default/endpoints")
        .then()
        .statusCode(406)
        .header("Warning", nullValue());
  }

  @Test
  void mediaTypesThatAreNotServed() {
    String path = "/api/v1/namespaces/default/configmaps";
    admin.request().accept("text/plain").get(path).then().statusCode(406);
    admin
        .request()
        .contentType("text/plain")
        .body("x")
        .post(path)
        .then()
        .statusCode(415)
        .body("reason", equalTo("UnsupportedMediaType"));
  }

  @Test
  void brokenBodies() {
    String path = "/api/v1/namespaces/default/configmaps";
    for (String body : List.of("", "{\"kind", "[]", "1", "{\"data\":1}", "{\"metadata\":[]}")) {
      admin.post(path, body).then().statusCode(400).body("kind", equalTo("Status"));
    }
    admin
        .post(path, "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}")
        .then()
        .statusCode(400);
  }

  @Test
  void bodiesAreLimited() {
    admin
        .post("/api/v1/namespaces/default/configmaps", "x".repeat(3 * 1024 * 1024 + 1))
        .then()
        .statusCode(413)
        .body("reason", equalTo("RequestEntityTooLarge"));
  }

  @Test
  void whatIsNotThere() {
    admin
        .get("/api/v1/namespaces/default/unknowns")
        .then()
        .statusCode(404)
        .body("message", equalTo("the server could not find the requested resource"));
    assertEquals("404 page not found\n", admin.get("/unknown").asString());
    admin
        .put("/api/v1/namespaces/default/configmaps", "{}")
        .then()
        .statusCode(405)
        .body("reason", equalTo("MethodNotAllowed"));
  }

  @Test
  void strangersAndTheForbidden() {
    admin
        .anonymousRequest()
        .get("/api/v1/pods")
        .then()
        .statusCode(401)
        .body("message", equalTo("Unauthorized"));
    admin.anonymousRequest().get("/readyz").then().statusCode(200);
    admin
        .request()
        .header("Impersonate-User", "nobody")
        .get("/api/v1/namespaces/default/pods")
        .then()
        .statusCode(403)
        .body(
            "message",
            equalTo(
                "pods is forbidden: User \"nobody\" cannot list resource \"pods\" in API group \"\""
                    + " in the namespace \"default\""));
  }
}
