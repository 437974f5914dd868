package dev.skiff.agent.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.agent.pod.FakeApi;
import dev.skiff.agent.pod.Yaml;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  private static final NodeSettings NODE =
      new NodeSettings(
          "node1",
          List.of("192.0.2.1"),
          Path.of("/d"),
          Path.of("/l"),
          Path.of("/c"),
          "10.96.0.10",
          "cluster.local",
          Path.of("/r"),
          Map.of("cpu", new Quantity("2"), "memory", new Quantity("4Gi")),
          1L << 32);

  private final FakeApi api = new FakeApi();

  @Test
  void expandsReferencesToWhatWasSetEarlier() throws Exception {
    Map<String, String> environment =
        environment(
            """
            - {name: A, value: one}
            - {name: B, value: "$(A)-$(LATER)-$$(A)-$(WEB_SERVICE_HOST)"}
            - {name: LATER, value: x}
            """,
            Map.of("WEB_SERVICE_HOST", "10.96.0.7"));
    assertEquals("one-$(LATER)-$(A)-10.96.0.7", environment.get("B"));
    assertEquals("10.96.0.7", environment.get("WEB_SERVICE_HOST"));
  }

  @Test
  void readsThePodAndItsResources() throws Exception {
    Map<String, String> environment =
        environment(
            """
            - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
            - {name: CPU, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
            - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
            """,
            Map.of());
    assertEquals("web", environment.get("NAME"));
    assertEquals("shop", environment.get("LABEL"));
    assertEquals("10.244.0.9", environment.get("IP"));
    assertEquals("192.0.2.1", environment.get("HOST"));
    assertEquals("250", environment.get("CPU"));
    assertEquals(String.valueOf(4L << 30), environment.get("MEMORY"));
  }

  @Test
  void aMissingKeyIsAnErrorUnlessOptional() throws Exception {
    api.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("settings")
            .endMetadata()
            .addToData("a", "1")
            .build());
    assertEquals(
        Map.of("OK", "1"),
        environment(
            """
            - {name: OK, valueFrom: {configMapKeyRef: {name: settings, key: a}}}
            - {name: NO, valueFrom: {configMapKeyRef: {name: settings, key: b, optional: true}}}
            """,
            Map.of()));
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                environment(
                    "- {name: NO, valueFrom: {configMapKeyRef: {name: settings, key: b}}}",
                    Map.of()));
    assertEquals("couldn't find key b in ConfigMap default/settings", e.getMessage());
    assertEquals("CreateContainerConfigError", e.reason());
  }

  private Map<String, String> environment(String env, Map<String, String> services)
      throws ConfigException {
    Pod pod =
        Yaml.pod(
            """
            metadata: {name: web, namespace: default, uid: u, labels: {app: shop}}
            spec:
              containers:
              - name: main
                image: i
                resources: {requests: {cpu: 250m}}
                env:
            """
                + env.indent(4));
    return Environment.of(
        pod, pod.getSpec().getContainers().getFirst(), List.of("10.244.0.9"), services, NODE, api);
  }
}
