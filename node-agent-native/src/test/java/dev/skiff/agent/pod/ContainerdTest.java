package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.admission.FakeNodeObject;
import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.container.LifecycleHooks;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.PidfdExits;
import dev.skiff.agent.cri.RealContainerd;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.image.ImageManager;
import dev.skiff.agent.probe.ProbeRunner;
import dev.skiff.iptables.cgroup.KernelCgroups;
import dev.skiff.iptables.mount.KernelMounts;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods on a real containerd, with real mounts and real ends of processes. */
class ContainerdTest {

  private static RealContainerd containerd;
  private static PidfdExits exits;
  private FakeApi api;
  private NodeSettings node;
  private RuntimeService runtime;

  @BeforeAll
  static void start() throws Exception {
    String missing = RealContainerd.missing();
    Assumptions.assumeTrue(missing == null, "a real containerd " + missing);
    containerd = RealContainerd.start();
    exits = new PidfdExits();
  }

  @AfterAll
  static void stop() throws Exception {
    if (containerd != null) {
      exits.close();
      containerd.close();
      // What the pods' cgroups lay in; the runtime removes only what it has made itself.
      for (String root : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")) {
        if (Files.isDirectory(Path.of(root))) KernelCgroups.at(Path.of(root)).delete("kubepods");
      }
    }
  }

  @BeforeEach
  void agent() {
    api = new FakeApi();
    Path directory = containerd.directory();
    node =
        new NodeSettings(
            "node1",
            List.of("192.0.2.1"),
            directory.resolve("kubelet"),
            directory.resolve("log/pods"),
            directory.resolve("log/containers"),
            "10.96.0.10",
            "cluster.local",
            Path.of("/etc/resolv.conf"),
            Map.of(
                "cpu",
                new Quantity("2"),
                "memory",
                new Quantity("4Gi"),
                "pods",
                new Quantity("110")),
            1L << 33);
    runtime = containerd.client().runtime();
    api.subscribe(manager());
  }

  private PodManager manager() {
    return new PodManager(
        new PodServices(
            node,
            runtime,
            "containerd",
            new ImageManager(containerd.client().images(), api, api, InstantSource.system()),
            api,
            api,
            api,
            api,
            api,
            exits,
            new ProbeRunner(runtime),
            new LifecycleHooks(runtime),
            new KernelMounts(),
            KernelCgroups.at(Path.of("/sys/fs/cgroup")),
            new NodeAdmission(new FakeNodeObject(), node.allocatable()),
            InstantSource.system()));
  }

  @Test
  void runsAPodAndDeletesIt() throws Exception {
    api.put(configMap("settings", "colour", "green"));
    api.create(
        pod(
            """
            metadata: {name: web, namespace: default, uid: u-web}
            spec:
              terminationGracePeriodSeconds: 1
              initContainers:
              - name: prepare
                image: test.local/busybox:1
                imagePullPolicy: Never
                command: [sh, -c, "echo prepared > /shared/file"]
                volumeMounts: [{name: shared, mountPath: /shared}]
              containers:
              - name: main
                image: test.local/busybox:1
                imagePullPolicy: Never
                command: [sh, -c, "cat /shared/file /config/colour; echo $(GREETING) $HOSTNAME; sleep 1000"]
                env: [{name: GREETING, value: hello}]
                readinessProbe: {exec: {command: [cat, /config/colour]}, periodSeconds: 1}
                volumeMounts:
                - {name: shared, mountPath: /shared}
                - {name: config, mountPath: /config}
                - {name: config, mountPath: /one, subPath: colour}
              volumes:
              - {name: shared, emptyDir: {}}
              - {name: config, configMap: {name: settings}}
            """));
    JsonNode status = api.awaitReady("web");
    assertEquals("Running", status.path("phase").asText());
    assertTrue(status.path("podIP").asText().startsWith("10.245.7."), status.toString());
    JsonNode main = status.path("containerStatuses").path(0);
    assertTrue(main.path("state").has("running"));
    assertTrue(main.path("containerID").asText().startsWith("containerd://"));
    assertEquals(
        "Completed", status.at("/initContainerStatuses/0/state/terminated/reason").asText());
    String log = Files.readString(node.podLogDir("default", "web", "u-web").resolve("main/0.log"));
    assertTrue(log.contains("F prepared"), log);
    assertTrue(log.contains("F greenhello web"), log);

    api.put(configMap("settings", "colour", "blue"));
    String id = main.path("containerID").asText().substring("containerd://".length());
    awaitOutput(id, "blue", "cat", "/config/colour");
    assertEquals("green\n", output(id, "sh", "-c", "cat /one; echo"));

    api.delete("web", 1);
    api.awaitGone("web");
    awaitNothingLeft("u-web");
  }

  @Test
  void jobSucceedsAndFailureTellsItsMessage() throws Exception {
    api.create(once("good", "exit 0"));
    api.create(once("bad", "echo because > /dev/termination-log; exit 3"));
    api.awaitPhase("good", "Succeeded");
    JsonNode bad = api.awaitPhase("bad", "Failed");
    JsonNode end = bad.at("/containerStatuses/0/state/terminated");
    assertEquals(3, end.path("exitCode").asInt());
    assertEquals("Error", end.path("reason").asText());
    assertEquals("because\n", end.path("message").asText());
    api.delete("good", 0);
    api.delete("bad", 0);
    api.awaitGone("good");
    api.awaitGone("bad");
  }

  @Test
  void restartsWhatExitsAndBacksOff() throws Exception {
    api.create(
        pod(
            """
            metadata: {name: crash, namespace: default, uid: u-crash}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: main, image: "test.local/busybox:1", command: [sh, -c, "exit 1"]}
            """));
    JsonNode status =
        api.await(
            "crash",
            s ->
                s.at("/containerStatuses/0/state/waiting/reason")
                    .asText()
                    .equals("CrashLoopBackOff"));
    assertEquals(1, status.at("/containerStatuses/0/restartCount").asInt());
    assertEquals(1, status.at("/containerStatuses/0/lastState/terminated/exitCode").asInt());
    assertTrue(
        status
            .at("/containerStatuses/0/state/waiting/message")
            .asText()
            .startsWith("back-off 10s restarting failed container=main pod=crash_default("));
    api.delete("crash", 0);
    api.awaitGone("crash");
  }

  @Test
  void anotherAgentAdoptsWhatRuns() throws Exception {
    api.create(once("adopted", "sleep 1000"));
    JsonNode before = api.awaitReady("adopted");
    // The first manager still exists, but hears nothing more of the API.
    api.subscribe(manager());
    Thread.sleep(Duration.ofMillis(500));
    JsonNode after = api.awaitReady("adopted");
    assertEquals(
        before.at("/containerStatuses/0/containerID"),
        after.at("/containerStatuses/0/containerID"));
    assertEquals(0, after.at("/containerStatuses/0/restartCount").asInt());
    api.delete("adopted", 0);
    api.awaitGone("adopted");
  }

  @Test
  void resizesARunningContainer() throws Exception {
    api.create(sized(1, "50m", "32Mi"));
    JsonNode before = api.awaitReady("sized");
    assertEquals("50m", before.at("/containerStatuses/0/resources/limits/cpu").asText());
    api.replace(sized(2, "80m", "48Mi"));
    JsonNode after =
        api.await(
            "sized",
            s ->
                s.at("/containerStatuses/0/resources/limits/cpu").asText().equals("80m")
                    && s.at("/containerStatuses/0/resources/limits/memory").asText().equals("48Mi")
                    && FakeApi.condition(s, "PodResizeInProgress").isEmpty());
    assertEquals("80m", after.at("/containerStatuses/0/resources/requests/cpu").asText());
    assertEquals(
        before.at("/containerStatuses/0/containerID"),
        after.at("/containerStatuses/0/containerID"));
    var container = runtime.listContainers(Map.of("io.kubernetes.pod.uid", "u-sized")).getFirst();
    assertEquals(
        8000, runtime.containerStatus(container.getId()).getResources().getLinux().getCpuQuota());
    api.delete("sized", 0);
    api.awaitGone("sized");
  }

  private static Pod sized(int generation, String cpu, String memory) {
    return pod(
        """
        metadata: {name: sized, namespace: default, uid: u-sized, generation: %1$d}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: test.local/busybox:1
            command: [sh, -c, "sleep 1000"]
            resources: {requests: {cpu: %2$s, memory: %3$s}, limits: {cpu: %2$s, memory: %3$s}}
        """
            .formatted(generation, cpu, memory));
  }

  private static Pod once(String name, String script) {
    return pod(
        """
        metadata: {name: %1$s, namespace: default, uid: u-%1$s}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 1
          containers:
          - {name: main, image: "test.local/busybox:1", command: [sh, -c, "%2$s"]}
        """
            .formatted(name, script));
  }

  private String output(String id, String... command) {
    return runtime.execSync(id, List.of(command), Duration.ofSeconds(5)).getStdout().toStringUtf8();
  }

  private void awaitOutput(String id, String wanted, String... command) throws Exception {
    TestNode.await(() -> output(id, command).equals(wanted));
    assertEquals(wanted, output(id, command));
  }

  private void awaitNothingLeft(String uid) throws Exception {
    Map<String, String> labels = Map.of("io.kubernetes.pod.uid", uid);
    TestNode.await(() -> runtime.listPodSandbox(labels).isEmpty());
    assertEquals(List.of(), runtime.listPodSandbox(labels));
    assertEquals(List.of(), runtime.listContainers(labels));
    assertFalse(Files.exists(node.podDir(uid)));
  }

  private static io.fabric8.kubernetes.api.model.ConfigMap configMap(
      String name, String key, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToData(key, value)
        .build();
  }

  static Pod pod(String yaml) {
    return Yaml.pod(yaml);
  }
}
