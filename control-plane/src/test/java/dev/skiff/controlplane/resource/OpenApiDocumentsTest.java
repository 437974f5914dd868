package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.resource.custom.CustomTypes;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents say, beside what upstream's say of the same. */
class OpenApiDocumentsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ResourceType DEFINITIONS =
      WritePath.type("apiextensions.k8s.io/v1", "customresourcedefinitions");
  private static final String PODS = "/api/v1/namespaces/{namespace}/pods";
  private static final String BOATS =
      """
      metadata: {name: boats.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: boats, kind: Boat}
        versions:
        - name: v1
          served: true
          storage: true
          selectableFields: [{jsonPath: .spec.name}]
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  required: [name, flag]
                  properties:
                    name: {type: string, title: Name, default: x}
                    flag: {type: string, nullable: true}
                    length: {x-kubernetes-int-or-string: true}
                    extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    child: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
      """;

  private final ServedTypes types = new ServedTypes();
  private final OpenApi openApi = new OpenApi(types);

  private JsonNode document(String path) throws IOException {
    return MAPPER.readTree(openApi.groupVersion(path).orElseThrow().json());
  }

  private JsonNode v2() throws IOException {
    return MAPPER.readTree(openApi.v2().json());
  }

  @Test
  void protocolBuffersAreMadeOnce() {
    OpenApi.Document document = openApi.v2();
    byte[] made = document.protobuf(json -> new byte[] {1, 2, 3});
    assertArrayEquals(made, document.protobuf(json -> fail("made again")));
    assertArrayEquals(new byte[] {1, 2, 3}, made);
  }

  @Test
  void operationsAreNamedAsUpstream() throws IOException {
    JsonNode paths = v2().path("paths");
    JsonNode list = paths.path(PODS).path("get");
    assertEquals("listCoreV1NamespacedPod", list.path("operationId").asText());
    assertEquals("list or watch objects of kind Pod", list.path("description").asText());
    assertEquals("core_v1", list.at("/tags/0").asText());
    JsonNode scale =
        paths.path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale").path("patch");
    assertEquals("patchAppsV1NamespacedDeploymentScale", scale.path("operationId").asText());
    assertEquals("Scale", scale.path("x-kubernetes-group-version-kind").path("kind").asText());
    JsonNode proxy = paths.path(PODS + "/{name}/proxy/{path}").path("head");
    assertEquals("connectCoreV1HeadNamespacedPodProxyWithPath", proxy.path("operationId").asText());
    assertEquals(
        "getFlowcontrolApiserverAPIGroup",
        paths.path("/apis/flowcontrol.apiserver.k8s.io/").at("/get/operationId").asText());
    assertEquals(
        "create an Ingress",
        paths
            .path("/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses")
            .at("/post/description")
            .asText());
    assertEquals(
        "delete Endpoints",
        paths
            .path("/api/v1/namespaces/{namespace}/endpoints/{name}")
            .at("/delete/description")
            .asText());
  }

  @Test
  void parametersAreSharedByTheirHash() throws IOException {
    JsonNode document = v2();
    JsonNode pod = document.path("paths").path(PODS + "/{name}");
    assertEquals("name of the Pod", pod.at("/parameters/0/description").asText());
    assertEquals("#/parameters/namespace-vgWSWtn3", pod.at("/parameters/1/$ref").asText());
    assertEquals("#/parameters/pretty-tJGM1-ng", pod.at("/parameters/2/$ref").asText());
    assertEquals("#/parameters/body-2Y1dVQaQ", pod.at("/delete/parameters/0/$ref").asText());
    assertEquals("#/parameters/body-78PwaGsr", pod.at("/patch/parameters/0/$ref").asText());
    assertEquals("dryRun", pod.at("/patch/parameters/1/name").asText());
    assertEquals("path", document.at("/parameters/namespace-vgWSWtn3/in").asText());
    assertEquals(46, document.path("parameters").size());
  }

  @Test
  void fieldsSayWhatGoDoes() throws IOException {
    JsonNode schemas = document("api/v1").at("/components/schemas");
    JsonNode port = schemas.path("io.k8s.api.core.v1.ContainerPort").path("properties");
    assertEquals("TCP", port.at("/protocol/default").asText());
    assertEquals("[\"SCTP\",\"TCP\",\"UDP\"]", port.at("/protocol/enum").toString());
    assertTrue(
        port.at("/protocol/description")
            .asText()
            .endsWith(
                "\n\nPossible enum values:\n - `\"SCTP\"` is the SCTP protocol.\n - `\"TCP\"` is"
                    + " the TCP protocol.\n - `\"UDP\"` is the UDP protocol."));
    assertEquals("0", port.at("/containerPort/default").toString());
    assertTrue(port.at("/hostPort/default").isMissingNode(), "left out where it is zero");
    JsonNode pod = schemas.path("io.k8s.api.core.v1.Pod").path("properties");
    assertEquals("{}", pod.at("/spec/default").toString());
    assertTrue(pod.at("/spec/allOf/0/$ref").asText().endsWith(".PodSpec"));
    assertTrue(
        schemas
                .path("io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent")
                .path("x-kubernetes-group-version-kind")
                .size()
            > 60);
    JsonNode quantity = schemas.path("io.k8s.apimachinery.pkg.api.resource.Quantity");
    assertEquals(
        "[{\"type\":\"string\"},{\"type\":\"number\"}]", quantity.path("oneOf").toString());
  }

  @Test
  void version2HasNoDefaultsAndNoAlternatives() throws IOException {
    JsonNode definitions = v2().path("definitions");
    assertTrue(
        definitions
            .path("io.k8s.api.core.v1.ContainerPort")
            .at("/properties/protocol/default")
            .isMissingNode());
    JsonNode either = definitions.path("io.k8s.apimachinery.pkg.util.intstr.IntOrString");
    assertEquals("string", either.path("type").asText());
    assertFalse(either.has("oneOf"));
  }

  @Test
  void customResourcesArePublishedAsDefined() throws IOException {
    CustomTypes customTypes = new CustomTypes(DEFINITIONS, definition -> VersionConverter.NONE);
    List<ResourceType> boats = customTypes.of(new WritePath().create(DEFINITIONS, BOATS));
    boats.forEach(types::put);
    JsonNode document = document("apis/example.com/v1");
    assertEquals("Kubernetes CRD Swagger", document.at("/info/title").asText());
    JsonNode boat = document.at("/components/schemas/com.example.v1.Boat");
    JsonNode spec = boat.at("/properties/spec/properties");
    assertEquals("Name", spec.at("/name/title").asText());
    assertEquals("x", spec.at("/name/default").asText());
    assertTrue(spec.at("/length/x-kubernetes-int-or-string").asBoolean());
    assertEquals("integer", spec.at("/length/anyOf/0/type").asText());
    assertEquals("[\"kind\",\"apiVersion\"]", spec.at("/child/required").toString());
    assertEquals("spec.name", boat.at("/x-kubernetes-selectable-fields/0/fieldPath").asText());

    JsonNode old = v2().at("/definitions/com.example.v1.Boat/properties/spec");
    assertEquals("[\"name\"]", old.path("required").toString(), "null is no value here");
    assertTrue(old.at("/properties/flag/type").isMissingNode());
    assertTrue(old.at("/properties/extra/type").isMissingNode());
    assertTrue(old.at("/properties/name/default").isMissingNode());
  }

  @Test
  void documentsAreKeptUntilTheirTypesChange() {
    OpenApi.Document apps = openApi.groupVersion("apis/apps/v1").orElseThrow();
    OpenApi.Document all = openApi.v2();
    CustomTypes customTypes = new CustomTypes(DEFINITIONS, definition -> VersionConverter.NONE);
    customTypes.of(new WritePath().create(DEFINITIONS, BOATS)).forEach(types::put);
    assertSame(apps, openApi.groupVersion("apis/apps/v1").orElseThrow());
    assertNotSame(all, openApi.v2());
  }
}
