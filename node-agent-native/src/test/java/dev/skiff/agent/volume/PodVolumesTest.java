package dev.skiff.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.pod.FakeApi;
import dev.skiff.agent.pod.Yaml;
import dev.skiff.iptables.mount.FakeMounts;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodVolumesTest {

  @TempDir Path directory;
  private final FakeApi api = new FakeApi();
  private final FakeMounts mounts = new FakeMounts();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private PodVolumes volumes;

  @BeforeEach
  void make() {
    NodeSettings node =
        new NodeSettings(
            "node1",
            List.of("192.0.2.1"),
            directory,
            directory,
            directory,
            "10.96.0.10",
            "cluster.local",
            directory,
            Map.of(),
            0);
    volumes = new PodVolumes("u", node, api, api, mounts, now::get, changes::incrementAndGet);
  }

  /** So that it is known when the API server is away and a container has to start again. */
  @Test
  void whatTheEnvironmentComesFromIsWatched() throws Exception {
    Pod pod =
        Yaml.pod(
            """
            metadata: {name: p, namespace: default, uid: u}
            spec:
              containers:
              - name: c
                image: x
                envFrom: [{configMapRef: {name: settings}}]
                env: [{name: KEY, valueFrom: {secretKeyRef: {name: keys, key: a}}}]
            """);
    volumes.setUp(pod, List.of());
    put("settings");
    put("others");
    assertEquals(1, changes.get());
    api.put(new SecretBuilder().withNewMetadata().withName("keys").endMetadata().build());
    assertEquals(2, changes.get());
    volumes.close();
    put("settings");
    assertEquals(2, changes.get());
  }

  private void put(String configMap) {
    api.put(new ConfigMapBuilder().withNewMetadata().withName(configMap).endMetadata().build());
  }

  @Test
  void aProjectedVolumeHasTokenCertificateAndNamespace() throws Exception {
    api.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("kube-root-ca.crt")
            .endMetadata()
            .addToData("ca.crt", "certificate")
            .build());
    Pod pod =
        pod(
            """
            - name: kube-api-access
              projected:
                defaultMode: 420
                sources:
                - serviceAccountToken: {path: token, expirationSeconds: 3607}
                - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
                - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
            """);
    Path path = volumes.setUp(pod, List.of()).get("kube-api-access");
    assertEquals("token1", Files.readString(path.resolve("token")));
    assertEquals("certificate", Files.readString(path.resolve("ca.crt")));
    assertEquals("default", Files.readString(path.resolve("namespace")));
    assertEquals("tmpfs", mounts.find(path).orElseThrow().type());

    volumes.setUp(pod, List.of());
    assertEquals("token1", Files.readString(path.resolve("token")));
    now.set(volumes.nextRenewal());
    volumes.setUp(pod, List.of());
    assertEquals("token2", Files.readString(path.resolve("token")));

    volumes.tearDown();
    assertTrue(mounts.list().isEmpty());
    assertFalse(Files.exists(directory.resolve("pods/u")));
  }

  @Test
  void changesOfTheSourceAreTold() throws Exception {
    Pod pod = pod("- {name: config, configMap: {name: settings}}");
    VolumeException e = assertThrows(VolumeException.class, () -> volumes.setUp(pod, List.of()));
    assertEquals(
        "MountVolume.SetUp failed for volume \"config\" : configmap \"settings\" not found",
        e.getMessage());
    api.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("settings")
            .endMetadata()
            .addToData("a", "1")
            .build());
    assertEquals(1, changes.get());
    Path path = volumes.setUp(pod, List.of()).get("config");
    assertEquals("1", Files.readString(path.resolve("a")));
    volumes.close();
    api.put(new ConfigMapBuilder().withNewMetadata().withName("settings").endMetadata().build());
    assertEquals(1, changes.get());
  }

  @Test
  void hostPathsAreChecked() throws Exception {
    Path made = directory.resolve("made");
    volumes.setUp(
        pod("- {name: h, hostPath: {path: %s, type: DirectoryOrCreate}}".formatted(made)),
        List.of());
    assertTrue(Files.isDirectory(made));
    VolumeException e =
        assertThrows(
            VolumeException.class,
            () ->
                volumes.setUp(
                    pod("- {name: h, hostPath: {path: %s, type: File}}".formatted(made)),
                    List.of()));
    assertTrue(
        e.getMessage().endsWith("hostPath type check failed: " + made + " is not a file"),
        e.getMessage());
  }

  private static Pod pod(String volumes) {
    return Yaml.pod(
        "metadata: {name: p, namespace: default, uid: u}\nspec:\n  containers: [{name: c, image: i}]\n  volumes:\n"
            + volumes.indent(2));
  }
}
