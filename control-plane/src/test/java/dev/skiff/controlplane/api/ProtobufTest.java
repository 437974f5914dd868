package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.protobuf.OpenApiWriter;
import dev.skiff.controlplane.api.protobuf.ProtobufDecoder;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What client-go's typed clients do: protocol buffers both ways. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class ProtobufTest {
  private static final String PROTOBUF = ProtobufWriter.MEDIA_TYPE;
  @Inject Administrator admin;

  private Response post(String path, String json) {
    return admin
        .request()
        .contentType(PROTOBUF)
        .accept(PROTOBUF)
        .body(new ProtobufWriter().object(json.getBytes(StandardCharsets.UTF_8)))
        .post(path);
  }

  private static ObjectNode read(Response response, int code) {
    assertEquals(code, response.statusCode(), response::asString);
    assertEquals(PROTOBUF, response.contentType());
    return ProtobufDecoder.decode(response.asByteArray(), "", "");
  }

  private ObjectNode get(String path, String accept) {
    return read(admin.request().accept(accept).get(path), 200);
  }

  @Test
  void everyVerb() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String body =
        """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"data":{"k":"v"},
         "binaryData":{"b":"AP8="}}\
        """;
    JsonNode created = read(post(path, body), 201);
    assertEquals("AP8=", created.at("/binaryData/b").asText());
    admin
        .get(path + "/a")
        .then()
        .body("data.k", equalTo("v"))
        .body("metadata.generateName", nullValue());
    assertEquals(created, get(path + "/a", PROTOBUF));
    ObjectNode list = get(path, PROTOBUF + ",application/json");
    assertEquals("ConfigMapList", list.path("kind").asText());
    assertEquals("v", list.at("/items/0/data/k").asText());
    ObjectNode metadata = get(path, PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    assertEquals("a", metadata.at("/items/0/metadata/name").asText());
    assertFalse(metadata.at("/items/0").has("data"));
    Response deleted =
        admin
            .request()
            .contentType(PROTOBUF)
            .accept(PROTOBUF)
            .body(
                new ProtobufWriter()
                    .object("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"}".getBytes()))
            .delete(path + "/a");
    assertEquals("Success", read(deleted, 200).path("status").asText());
    Response gone = admin.request().accept(PROTOBUF).get(path + "/a");
    assertEquals("configmaps \"a\" not found", read(gone, 404).path("message").asText());
  }

  @Test
  void groupsBesideTheOldOnes() {
    String namespace = admin.namespace();
    String lease =
        """
        {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"l"},
         "spec":{"holderIdentity":"me","renewTime":"2026-11-23T20:00:00.123456Z"}}\
        """;
    String path = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    JsonNode created = read(post(path, lease), 201);
    assertEquals("2026-11-23T20:00:00.123456Z", created.at("/spec/renewTime").asText());
    String slice =
        """
        {"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"name":"s"},
         "addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}}],
         "ports":[{"name":"","port":80}]}\
        """;
    path = "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices";
    assertTrue(read(post(path, slice), 201).at("/endpoints/0/conditions/ready").asBoolean());
  }

  @Test
  void aWatch() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    String body = "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}";
    read(post(path, body), 201);
    Response response =
        admin
            .request()
            .accept(PROTOBUF)
            .get(path + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true");
    assertEquals(ProtobufWriter.STREAM, response.contentType());
    ByteBuffer stream = ByteBuffer.wrap(response.asByteArray());
    for (String type : List.of("ADDED", "BOOKMARK", "BOOKMARK")) {
      byte[] frame = new byte[stream.getInt()];
      stream.get(frame);
      int length = frame[1];
      assertEquals(type, new String(frame, 2, length, StandardCharsets.US_ASCII));
      int magic = 2 + length;
      while (frame[magic] != 'k' || frame[magic + 1] != '8') magic++;
      ObjectNode object =
          ProtobufDecoder.decode(Arrays.copyOfRange(frame, magic, frame.length), "", "");
      assertEquals("Secret", object.path("kind").asText());
      assertEquals(type.equals("ADDED") ? "a" : "", object.at("/metadata/name").asText());
    }
    assertFalse(stream.hasRemaining());
  }

  @Test
  void aLargeList() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    String value = "eHh4".repeat(12_500);
    for (int i = 0; i < 30; i++) {
      admin
          .post(
              path,
              "{\"metadata\":{\"name\":\"a%02d\"},\"data\":{\"k\":\"%s\"}}".formatted(i, value))
          .then()
          .statusCode(201);
    }
    JsonNode items = get(path, PROTOBUF).path("items");
    assertEquals(30, items.size());
    for (int i = 0; i < 30; i++) {
      assertEquals("a%02d".formatted(i), items.get(i).at("/metadata/name").asText());
      assertEquals(50_000, items.get(i).at("/data/k").asText().length());
    }
  }

  @Test
  void customResourcesAreNoProtocolBuffers() {
    String crd =
        """
        {"metadata":{"name":"boats.proto.example"},"spec":{"group":"proto.example",
         "scope":"Namespaced","names":{"plural":"boats","kind":"Boat"},"versions":[{"name":"v1",
         "served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object",
         "x-kubernetes-preserve-unknown-fields":true}}}]}}\
        """;
    String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    admin.post(crds, crd).then().statusCode(201);
    String path = "/apis/proto.example/v1/namespaces/default/boats";
    Response refused = admin.request().accept(PROTOBUF).get(path);
    for (int i = 0; i < 100 && refused.statusCode() == 404; i++) {
      Thread.yield();
      refused = admin.request().accept(PROTOBUF).get(path);
    }
    assertEquals(
        "only the following media types are accepted: application/json, application/yaml, "
            + PROTOBUF,
        read(refused, 406).path("message").asText());
    admin
        .request()
        .accept(PROTOBUF + ",application/json")
        .get(path)
        .then()
        .statusCode(200)
        .body("kind", equalTo("BoatList"));
    get(path, PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    admin.delete(crds + "/boats.proto.example");
  }

  @Test
  void whatCannotBeAccepted() {
    String path = "/api/v1/namespaces/default/configmaps";
    String table = PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1";
    admin.request().accept(table).get(path).then().statusCode(406).body("code", equalTo(406));
    admin
        .request()
        .accept(table + "," + "application/json;as=Table;g=meta.k8s.io;v=v1")
        .get(path)
        .then()
        .body("kind", equalTo("Table"));
    admin
        .request()
        .accept(PROTOBUF + ";q=0.5,application/json;q=0.8")
        .get(path)
        .then()
        .body("kind", equalTo("ConfigMapList"));
    admin
        .request()
        .accept("application/yaml")
        .get(path + "?watch=1&timeoutSeconds=1")
        .then()
        .statusCode(406);
  }

  @Test
  void discovery() {
    assertEquals("APIVersions", get("/api", PROTOBUF).path("kind").asText());
    assertEquals("APIGroupList", get("/apis", PROTOBUF).path("kind").asText());
    JsonNode resources = get("/api/v1", PROTOBUF).path("resources");
    assertTrue(resources.get(0).path("verbs").isArray());
    String aggregated = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    Response response = admin.request().accept(PROTOBUF + aggregated).get("/apis");
    assertEquals(PROTOBUF + aggregated, response.contentType());
    JsonNode groups = ProtobufDecoder.decode(response.asByteArray(), "", "").path("items");
    assertTrue(groups.size() > 10);
    assertTrue(groups.at("/0/versions/0/resources/0/verbs").size() > 0);
  }

  @Test
  void openApi() {
    Response response =
        admin
            .request()
            .accept("application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
            .get("/openapi/v2");
    assertEquals(200, response.statusCode());
    assertEquals(OpenApiWriter.mediaType("v2"), response.contentType());
    byte[] document = response.asByteArray();
    assertEquals("2.0", new String(document, 2, document[1], StandardCharsets.US_ASCII));
    String all = new String(document, StandardCharsets.ISO_8859_1);
    assertTrue(all.contains("io.k8s.api.core.v1.PodSpec"));
    assertTrue(all.contains("x-kubernetes-group-version-kind"));
  }

  @Test
  void whatIsNoneIsRefused() {
    String path = "/api/v1/namespaces/default/configmaps";
    byte[] good =
        new ProtobufWriter()
            .object(
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}"
                    .getBytes());
    refused(
        path,
        new byte[0],
        "the object provided is unrecognized (must be of type ConfigMap): empty data (<empty>)");
    refused(
        path,
        "{}".getBytes(),
        "the object provided is unrecognized (must be of type ConfigMap): provided data does not"
            + " appear to be a protobuf message, expected prefix [107 56 115 0] ({}");
    refused(
        path,
        Arrays.copyOf(good, good.length - 10),
        "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b38");
    byte[] wrong = {'k', '8', 's', 0, 0x12, 2, 8, 1};
    refused(
        path,
        wrong,
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: proto: wrong wireType = 0"
            + " for field ObjectMeta");
  }

  private void refused(String path, byte[] body, String message) {
    admin
        .request()
        .contentType(PROTOBUF)
        .body(body)
        .post(path)
        .then()
        .statusCode(400)
        .body("kind", equalTo("Status"))
        .body("message", startsWith(message));
  }
}
