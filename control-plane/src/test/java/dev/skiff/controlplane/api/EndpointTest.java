package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Paths that are no resources. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class EndpointTest {
  @Inject Administrator admin;

  @Test
  void versionAndHealth() {
    admin.get("/version").then().body("major", equalTo("1")).body("minor", equalTo("35"));
    assertEquals("ok", admin.get("/livez").asString());
    assertTrue(admin.get("/readyz?verbose").asString().contains("[+]ping ok"));
    assertEquals("ok", admin.get("/readyz/ping").asString());
    admin.get("/readyz/unknown").then().statusCode(404);
  }

  @Test
  void everyAnswerNamesItsRequest() {
    String uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    for (String path :
        List.of("/version", "/readyz", "/nothing", "/api/v1/namespaces/none/pods/p")) {
      admin.get(path).then().header("Audit-Id", matchesPattern(uuid));
    }
  }

  @Test
  void discovery() {
    admin.get("/api").then().body("versions", equalTo(List.of("v1")));
    admin.get("/apis").then().body("groups.name", hasItem("apps"));
    admin.get("/apis/apps/v1").then().body("resources.name", hasItem("deployments/scale"));
    admin.get("/apis/unknown").then().statusCode(404);
    String aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    Response all = admin.request().accept(aggregated).get("/apis");
    all.then().statusCode(200).body("kind", equalTo("APIGroupDiscoveryList"));
    admin
        .request()
        .accept(aggregated)
        .header("If-None-Match", all.header("ETag"))
        .get("/apis")
        .then()
        .statusCode(304);
  }

  @Test
  void openApi() {
    JsonPath index = new JsonPath(admin.get("/openapi/v3").asString());
    String document = index.getString("paths.'apis/apps/v1'.serverRelativeURL");
    assertTrue(document.startsWith("/openapi/v3/apis/apps/v1?hash="), document);
    admin
        .request()
        .urlEncodingEnabled(false)
        .get(document)
        .then()
        .statusCode(200)
        .header("Cache-Control", containsString("immutable"))
        .body("components.schemas", notNullValue());
  }

  @Test
  void openApiIsKeptByClients() {
    String path = "/openapi/v3/apis/autoscaling/v1";
    String tag = admin.get(path).then().header("Vary", "Accept").extract().header("ETag");
    admin.request().header("If-None-Match", tag).get(path).then().statusCode(304);
    String hash = tag.replace("\"", "");
    Response other = admin.request().redirects().follow(false).get(path + "?hash=ABC");
    assertEquals(301, other.statusCode());
    assertEquals(path + "?hash=" + hash, other.header("Location"));
    admin.get(path + "?hash=" + hash).then().statusCode(200).header("Expires", notNullValue());
    admin.request().accept("text/plain").get(path).then().statusCode(406);
  }

  @Test
  void openApiIsWrittenAsProtobuf() {
    Response response =
        admin
            .request()
            .accept("application/com.github.proto-openapi.spec.v3@v1.0+protobuf")
            .get("/openapi/v3/apis/autoscaling/v1");
    assertEquals(
        "application/com.github.proto-openapi.spec.v3.v1.0+protobuf", response.contentType());
    byte[] document = response.asByteArray();
    assertEquals("3.0.0", new String(document, 2, document[1], StandardCharsets.US_ASCII));
    String all = new String(document, StandardCharsets.ISO_8859_1);
    assertTrue(all.contains("io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec"));
    assertTrue(all.contains("x-kubernetes-action"));
  }

  @Test
  void metricsAndPaths() {
    admin.get("/api/v1/namespaces").then().statusCode(200);
    String metrics = admin.get("/metrics").asString();
    for (String line :
        List.of(
            "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\","
                + "resource=\"namespaces\",scope=\"cluster\",subresource=\"\",verb=\"LIST\","
                + "version=\"v1\"} ",
            "apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\","
                + "group=\"\",resource=\"namespaces\",scope=\"cluster\",subresource=\"\","
                + "verb=\"LIST\",version=\"v1\",le=\"0.005\"} ",
            "apiserver_current_inflight_requests{request_kind=\"mutating\"} ",
            "apiserver_storage_objects{resource=\"namespaces\"} ",
            "kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1",
            "process_resident_memory_bytes ",
            "# TYPE workqueue_adds_total counter",
            "# TYPE rest_client_requests_total counter")) {
      assertTrue(metrics.contains("\n" + line), line);
    }
    admin.get("/").then().body("paths", hasItem("/apis/apps/v1"));
  }
}
