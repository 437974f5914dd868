package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.skiff.controlplane.resource.discovery.Discovery;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import dev.skiff.controlplane.resource.table.HumanDuration;
import dev.skiff.controlplane.resource.table.Tables;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private static String cells(String apiVersion, String plural, String yaml) throws IOException {
    JsonNode object = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    return Tables.cells(WritePath.type(apiVersion, plural), object, NOW).toString();
  }

  @Test
  void durations() {
    assertEquals("119s", HumanDuration.of(Duration.ofSeconds(119)));
    assertEquals("5m3s", HumanDuration.of(Duration.ofSeconds(303)));
    assertEquals("5m", HumanDuration.of(Duration.ofMinutes(5)));
    assertEquals("179m", HumanDuration.of(Duration.ofMinutes(179)));
    assertEquals("3h20m", HumanDuration.of(Duration.ofMinutes(200)));
    assertEquals("47h", HumanDuration.of(Duration.ofHours(47)));
    assertEquals("2d3h", HumanDuration.of(Duration.ofHours(51)));
    assertEquals("9d", HumanDuration.of(Duration.ofDays(9)));
    assertEquals("2y1d", HumanDuration.of(Duration.ofDays(731)));
    assertEquals("<invalid>", HumanDuration.of(Duration.ofSeconds(-5)));
  }

  @Test
  void pods() throws IOException {
    assertEquals(
        "[\"a\",\"1/2\",\"CrashLoopBackOff\",\"3 (5m"
            + " ago)\",\"60m\",\"10.0.0.1\",\"n\",\"<none>\",\"<none>\"]",
        cells(
            "v1",
            "pods",
            """
            metadata: {name: a, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec: {nodeName: n, containers: [{name: a}, {name: b}]}
            status:
              phase: Running
              podIP: 10.0.0.1
              containerStatuses:
              - {name: a, ready: true, restartCount: 0, state: {running: {}}}
              - name: b
                restartCount: 3
                state: {waiting: {reason: CrashLoopBackOff}}
                lastState: {terminated: {finishedAt: "2026-01-01T00:55:00Z"}}
            """));
    assertTrue(
        cells(
                "v1",
                "pods",
                """
                metadata: {name: a}
                spec: {containers: [{name: a}], initContainers: [{name: i}, {name: j}]}
                status:
                  phase: Pending
                  initContainerStatuses:
                  - {name: i, state: {terminated: {exitCode: 0}}}
                  - {name: j, state: {running: {}}}
                """)
            .startsWith("[\"a\",\"0/1\",\"Init:1/2\",\"0\",\"<unknown>\""));
  }

  @Test
  void servicesAndDeployments() throws IOException {
    assertEquals(
        "[\"s\",\"NodePort\",\"10.96.0.9\",\"<none>\",\"80:30080/TCP,53/UDP\",\"60m\",\"a=b\"]",
        cells(
            "v1",
            "services",
            """
            metadata: {name: s, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              type: NodePort
              clusterIPs: [10.96.0.9]
              selector: {a: b}
              ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53, protocol: UDP}]
            """));
    assertEquals(
        "[\"d\",\"1/3\",3,1,\"60m\",\"c\",\"x\",\"a=b\"]",
        cells(
            "apps/v1",
            "deployments",
            """
            metadata: {name: d, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              replicas: 3
              selector: {matchLabels: {a: b}}
              template: {spec: {containers: [{name: c, image: x}]}}
            status: {readyReplicas: 1, updatedReplicas: 3, availableReplicas: 1}
            """));
  }

  @Test
  void everyKindHasAsManyCellsAsColumns() {
    ObjectMapper mapper = new ObjectMapper();
    for (ResourceType type : WritePath.TYPES.all()) {
      if (type.columns().isEmpty()) continue;
      JsonNode empty = mapper.createObjectNode().set("metadata", mapper.createObjectNode());
      // Upstream, too, gives these their age without a heading for it.
      int untitled = type.plural().equals("ipaddresses") ? 1 : 0;
      assertEquals(
          type.columns().size() + untitled,
          Tables.cells(type, empty, NOW).size(),
          type.groupResource());
    }
  }

  @Test
  void columnsAreDescribedAsTheirFields() {
    ResourceType pods = WritePath.TYPES.find("", "v1", "pods").orElseThrow();
    List<String> said =
        pods.columns().stream().map(ResourceType.PrinterColumn::description).toList();
    assertTrue(said.get(0).startsWith("Name must be unique within a namespace."), said.get(0));
    assertTrue(said.get(1).startsWith("The aggregate readiness state"), said.get(1));
    assertTrue(said.get(4).contains("in UTC.\n\nPopulated by the system."), said.get(4));
    assertTrue(said.get(5).startsWith("podIP address allocated to the pod."), said.get(5));
  }

  @Test
  void documentsAreMadeOfTheRegistry() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ServedTypes types = WritePath.TYPES;
    OpenApi openApi = new OpenApi(types);
    JsonNode apps = mapper.readTree(openApi.groupVersion("apis/apps/v1").orElseThrow().json());
    JsonNode schemas = apps.at("/components/schemas");
    assertEquals(
        "name",
        schemas
            .at("/io.k8s.api.core.v1.PodSpec/properties/containers/x-kubernetes-patch-merge-key")
            .asText());
    assertEquals(
        "Deployment",
        schemas
            .at("/io.k8s.api.apps.v1.Deployment/x-kubernetes-group-version-kind/0/kind")
            .asText());
    assertTrue(
        apps.path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale")
            .has("patch"));
    assertTrue(mapper.readTree(openApi.index().json()).path("paths").has("api/v1"));
    assertTrue(mapper.readTree(openApi.v2().json()).path("definitions").size() > 500);
    assertNoDanglingReferences(apps, schemas);
    Discovery discovery = new Discovery(types);
    JsonNode core = mapper.readTree(discovery.aggregated(true));
    assertEquals(17, core.at("/items/0/versions/0/resources").size());
    assertEquals(
        "xPOwRZ+Yhw8=", storageHash(mapper.readTree(discovery.resources("", "v1").orElseThrow())));
  }

  private static String storageHash(JsonNode list) {
    for (JsonNode resource : list.path("resources")) {
      if (resource.path("name").asText().equals("pods")) {
        return resource.path("storageVersionHash").asText();
      }
    }
    return "";
  }

  private static void assertNoDanglingReferences(JsonNode document, JsonNode schemas) {
    for (JsonNode reference : document.findValues("$ref")) {
      String name = reference.asText().substring("#/components/schemas/".length());
      assertTrue(schemas.has(name), name);
    }
  }
}
