package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.cri.v1.NamespaceMode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole lives of pods on a runtime in memory. */
class PodLifeTest {

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    // Not a @TempDir: agents write until their JVM ends, and deleting it under them would fail.
    node = new TestNode(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pod-life"));
  }

  @Test
  void initContainersAndSidecarsStartInOrder() throws Exception {
    create(
        """
        initContainers:
        - {name: first, image: "test.local/image:1", command: [exit, "0"]}
        - {name: side, image: "test.local/image:1", restartPolicy: Always}
        - {name: second, image: "test.local/image:1", command: [exit, "0"]}
        containers:
        - {name: main, image: "test.local/image:1"}
        """);
    JsonNode status = node.api.awaitReady("pod");
    assertEquals(
        List.of("sandbox pod", "start first", "start side", "start second", "start main"),
        node.runtime.calls);
    assertEquals("True", FakeApi.condition(status, "Initialized"));
    assertEquals("True", FakeApi.condition(status, "PodReadyToStartContainers"));
    node.api.delete("pod", 30);
    node.api.awaitGone("pod");
    List<String> stops = node.runtime.calls.stream().filter(c -> c.startsWith("stop")).toList();
    assertTrue(stops.get(0).startsWith("stop main"), stops.toString());
    assertTrue(stops.get(1).startsWith("stop side"), stops.toString());
    assertTrue(node.api.events.contains("Normal Killing Stopping container main"));
  }

  @Test
  void aFailedInitContainerFailsThePodThatNeverRestarts() throws Exception {
    create(
        """
        restartPolicy: Never
        initContainers:
        - {name: first, image: "test.local/image:1", command: [exit, "2"]}
        containers:
        - {name: main, image: "test.local/image:1"}
        """);
    JsonNode status = node.api.awaitPhase("pod", "Failed");
    assertEquals(2, status.at("/initContainerStatuses/0/state/terminated/exitCode").asInt());
    assertEquals("False", FakeApi.condition(status, "Initialized"));
    assertFalse(node.runtime.calls.contains("start main"));
  }

  @Test
  void waitsForInitContainersAreTold() throws Exception {
    create(
        """
        initContainers:
        - {name: first, image: "test.local/image:1"}
        containers:
        - {name: main, image: "test.local/image:1"}
        """);
    JsonNode status =
        node.api.await("pod", s -> s.at("/initContainerStatuses/0/state").has("running"));
    assertEquals("Pending", status.path("phase").asText());
    assertEquals(
        "PodInitializing", status.at("/containerStatuses/0/state/waiting/reason").asText());
    assertEquals("ContainersNotInitialized", reason(status, "Initialized"));
    node.runtime.exit("first", 0);
    node.api.awaitReady("pod");
  }

  /** Somebody else has given the pod up: what ended is not said to run again. */
  @Test
  void aPodThatTheApiHasAsFailedIsOnlyStopped() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.api.replace(
        new PodBuilder(pod("containers: [{name: main, image: \"test.local/image:1\"}]"))
            .editMetadata()
            .withGeneration(2L)
            .endMetadata()
            .withNewStatus()
            .withPhase("Failed")
            .endStatus()
            .build());
    TestNode.await(() -> node.runtime.calls.stream().anyMatch(c -> c.startsWith("stop main")));
    node.api.delete("pod", 0);
    node.api.awaitGone("pod");
    assertEquals(1, node.api.status("pod").path("observedGeneration").asInt());
  }

  /** Who asks for a user namespace must not be root on the node instead. */
  @Test
  void aPodThatNeedsAUserNamespaceIsNotStarted() throws Exception {
    create("{hostUsers: false, containers: [{name: main, image: \"test.local/image:1\"}]}");
    node.api.awaitEvent(
        "Warning FailedCreatePodSandBox Failed to create pod sandbox: java.io.IOException: "
            + "this node has no user namespaces for pods (hostUsers: false)");
    assertFalse(node.runtime.calls.contains("sandbox pod"));
  }

  @Test
  void restartsAtOnceThenBacksOff() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.runtime.exit("main", 1);
    node.api.await(
        "pod",
        s ->
            s.at("/containerStatuses/0/restartCount").asInt() == 1
                && s.at("/containerStatuses/0/state").has("running"));
    node.runtime.exit("main", 1);
    JsonNode status = node.api.await("pod", s -> s.at("/containerStatuses/0/state").has("waiting"));
    assertEquals(
        "CrashLoopBackOff", status.at("/containerStatuses/0/state/waiting/reason").asText());
    assertEquals(
        "back-off 10s restarting failed container=main pod=pod_default(u1)",
        status.at("/containerStatuses/0/state/waiting/message").asText());
    assertEquals("Running", status.path("phase").asText());
    assertEquals("ContainersNotReady", reason(status, "Ready"));
    assertTrue(
        node.api.events.contains(
            "Warning BackOff Back-off restarting failed container main in pod pod_default(u1)"));
  }

  @Test
  void missingImages() throws Exception {
    create(
        """
        containers:
        - {name: a, image: "test.local/none:1"}
        - {name: b, image: "test.local/never:1", imagePullPolicy: Never}
        - {name: c, image: "test.local/image:1"}
        """);
    JsonNode status =
        node.api.await(
            "pod",
            s ->
                s.at("/containerStatuses/0/state/waiting/reason").asText().equals("ErrImagePull")
                    && s.at("/containerStatuses/2/state").has("running"));
    assertEquals("Pending", status.path("phase").asText());
    assertEquals(
        "ErrImageNeverPull", status.at("/containerStatuses/1/state/waiting/reason").asText());
    assertTrue(node.api.events.contains("Warning Failed Error: ErrImagePull"));
    node.api.await(
        "pod",
        s -> s.at("/containerStatuses/0/state/waiting/reason").asText().equals("ImagePullBackOff"));
    node.api.delete("pod", 0);
    node.api.awaitGone("pod");
  }

  @Test
  void waitsForWhatItsEnvironmentNeeds() throws Exception {
    create(
        """
        containers:
        - name: main
          image: "test.local/image:1"
          env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}]
        """);
    JsonNode status =
        node.api.await("pod", s -> s.at("/containerStatuses/0/state/waiting").has("message"));
    assertEquals(
        "CreateContainerConfigError",
        status.at("/containerStatuses/0/state/waiting/reason").asText());
    assertEquals(
        "secret \"database\" not found",
        status.at("/containerStatuses/0/state/waiting/message").asText());
    node.api.put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("database")
            .endMetadata()
            .addToData("password", "c2VjcmV0")
            .build());
    node.api.awaitReady("pod");
    assertTrue(
        node.runtime.config("main").getEnvsList().stream()
            .anyMatch(e -> e.getKey().equals("PASSWORD") && e.getValue().equals("secret")));
  }

  @Test
  void livenessRestartsAndReadinessCounts() throws Exception {
    create(
        """
        terminationGracePeriodSeconds: 7
        containers:
        - name: main
          image: "test.local/image:1"
          readinessProbe: {exec: {command: [ready]}, periodSeconds: 1}
          livenessProbe: {exec: {command: [alive]}, periodSeconds: 1, failureThreshold: 1}
        """);
    node.api.awaitReady("pod");
    node.runtime.execExitCodes.put("alive", 1);
    node.api.await("pod", s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
    assertTrue(node.runtime.calls.contains("stop main 7"));
    assertTrue(node.api.events.contains("Warning Unhealthy Liveness probe failed: not well"));
    assertTrue(
        node.api.events.contains(
            "Normal Killing Container main failed liveness probe, will be restarted"));
  }

  @Test
  void aDeadlineEndsThePod() throws Exception {
    create(
        """
        activeDeadlineSeconds: 1
        containers: [{name: main, image: "test.local/image:1"}]
        """);
    JsonNode status = node.api.awaitPhase("pod", "Failed");
    assertEquals("DeadlineExceeded", status.path("reason").asText());
    assertEquals(0, node.runtime.running());
  }

  @Test
  void aContainerIsReadyUntilItHasEnded() throws Exception {
    node.runtime.addImage("test.local/image:2", 0);
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.runtime.stops = new CountDownLatch(1);
    node.api.replace(pod("containers: [{name: main, image: \"test.local/image:2\"}]"));
    node.api.awaitEvent("Normal Killing Container main definition changed, will be restarted");
    Thread.sleep(100);
    assertEquals("True", FakeApi.condition(node.api.status("pod"), "Ready"));
    node.runtime.stops.countDown();
    node.api.await("pod", s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
  }

  @Test
  void aPodThatCannotRunHereIsRejected() throws Exception {
    create(
        """
        containers: [{name: main, image: "test.local/image:1", resources: {requests: {cpu: 3}}}]
        """);
    JsonNode status = node.api.awaitPhase("pod", "Failed");
    assertEquals("OutOfcpu", status.path("reason").asText());
    String message =
        "Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000";
    assertEquals("Pod was rejected: " + message, status.path("message").asText());
    assertTrue(status.path("containerStatuses").isMissingNode());
    node.api.awaitEvent("Warning OutOfcpu " + message);
    assertEquals(List.of(), node.runtime.calls);
  }

  @Test
  void aNodeThatRunsOutOfMemoryEvicts() throws Exception {
    create(
        """
        terminationGracePeriodSeconds: 30
        containers: [{name: main, image: "test.local/image:1"}]
        """);
    node.api.awaitReady("pod");
    node.manager.evict(node.manager.pods().getFirst(), "The node was low on resource: memory. ");
    JsonNode status = node.api.awaitPhase("pod", "Failed");
    assertEquals("Evicted", status.path("reason").asText());
    assertEquals("The node was low on resource: memory. ", status.path("message").asText());
    assertEquals("True", FakeApi.condition(status, "DisruptionTarget"));
    assertEquals("TerminationByKubelet", reason(status, "DisruptionTarget"));
    assertTrue(node.runtime.calls.contains("stop main 1"), node.runtime.calls.toString());
    node.api.awaitEvent("Warning Evicted The node was low on resource: memory. ");
  }

  @Test
  void whatAnEvictedPodHasWrittenGoesAtOnce() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.manager.evict(node.manager.pods().getFirst(), "The node was low on resource: memory. ");
    JsonNode status = node.api.awaitPhase("pod", "Failed");
    assertEquals(143, status.at("/containerStatuses/0/state/terminated/exitCode").asInt());
    TestNode.await(() -> node.runtime.listPodSandbox(Map.of()).isEmpty());
    assertEquals(List.of(), node.runtime.listContainers(Map.of()));
    assertEquals(List.of(), node.runtime.listPodSandbox(Map.of()));
  }

  @Test
  void anEvictionThatTheApiServerDoesNotKnowHoldsAfterARestart() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.api.away = true;
    node.manager.evict(node.manager.pods().getFirst(), "The node was low on resource: memory. ");
    TestNode.await(() -> node.runtime.running() == 0);
    JsonNode status = restart(pod("containers: [{name: main, image: \"test.local/image:1\"}]"));
    assertEquals("Evicted", status.path("reason").asText());
    assertEquals("The node was low on resource: memory. ", status.path("message").asText());
    assertEquals("True", FakeApi.condition(status, "DisruptionTarget"));
    assertEquals("main", status.at("/containerStatuses/0/name").asText());
    assertEquals(1, calls("start main"));
  }

  @Test
  void aRejectionThatTheApiServerDoesNotKnowHoldsAfterARestart() throws Exception {
    Pod large =
        pod(
            "containers: [{name: main, image: \"test.local/image:1\", resources: {requests: {cpu: 1500m}}}]");
    node.api.create(
        new PodBuilder(large).editMetadata().withName("other").withUid("u2").endMetadata().build());
    node.api.awaitReady("other");
    node.api.away = true;
    node.api.create(large);
    node.api.awaitEvent(
        "Warning OutOfcpu Node didn't have enough resource: cpu, requested: 1500, used: 1500, capacity: 2000");
    JsonNode status = restart(large);
    assertEquals("OutOfcpu", status.path("reason").asText());
    assertTrue(status.path("containerStatuses").isMissingNode());
  }

  @Test
  void aDeadlineThatTheApiServerDoesNotKnowHoldsAfterARestart() throws Exception {
    String spec =
        "activeDeadlineSeconds: 1\ncontainers: [{name: main, image: \"test.local/image:1\"}]";
    node.api.away = true;
    create(spec);
    node.api.awaitEvent(
        "Normal DeadlineExceeded Pod was active on the node longer than the specified deadline");
    JsonNode status = restart(pod(spec));
    assertEquals("DeadlineExceeded", status.path("reason").asText());
    assertEquals(1, calls("start main"));
  }

  /** What another agent, which sees an API server that was told nothing, makes of the pod. */
  private JsonNode restart(Pod pod) throws Exception {
    FakeApi after = new FakeApi();
    after.create(pod);
    after.subscribe(node.manager(after));
    JsonNode status = after.awaitPhase("pod", "Failed");
    Path ends = node.settings.podEndsDir();
    TestNode.await(() -> ends.toFile().list().length == 0);
    assertEquals(0, ends.toFile().list().length, "the API server knows: nothing is kept");
    return status;
  }

  @Test
  void anotherAgentAdoptsAndRestartsNothing() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    List<String> before = List.copyOf(node.runtime.calls);
    node.api.subscribe(node.manager(node.api));
    node.api.replace(
        new PodBuilder(pod("containers: [{name: main, image: \"test.local/image:1\"}]"))
            .editMetadata()
            .addToLabels("seen", "again")
            .endMetadata()
            .build());
    Thread.sleep(100);
    assertEquals(before, node.runtime.calls);
    node.runtime.exit("main", 0);
    node.api.await("pod", s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
  }

  @Test
  void orphansAreRemoved() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    FakeApi empty = new FakeApi();
    empty.subscribe(node.manager(empty));
    // The first agent, which still runs here, finds its sandbox gone and starts all of it again.
    TestNode.await(() -> calls("start main") >= 2);
    assertEquals(2, calls("sandbox pod"), () -> node.runtime.calls.toString());
    node.api.awaitReady("pod");
  }

  private long calls(String call) {
    return node.runtime.calls.stream().filter(call::equals).count();
  }

  @Test
  void goesOnWhileTheApiServerIsAway() throws Exception {
    node.api.away = true;
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    TestNode.await(() -> node.runtime.running() == 1);
    assertEquals(1, node.runtime.running());
    node.api.away = false;
    node.api.awaitReady("pod");
  }

  @Test
  void anEphemeralContainerJoinsARunningPod() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    node.api.awaitReady("pod");
    node.api.replace(
        pod(
            """
            containers: [{name: main, image: "test.local/image:1"}]
            ephemeralContainers:
            - {name: debug, image: "test.local/image:1", targetContainerName: main, stdin: true}
            """));
    node.api.await("pod", s -> s.at("/ephemeralContainerStatuses/0/state").has("running"));
    var debug = node.runtime.config("debug");
    assertTrue(debug.getStdin());
    assertEquals(
        NamespaceMode.TARGET, debug.getLinux().getSecurityContext().getNamespaceOptions().getPid());
    node.runtime.exit("debug", 1);
    JsonNode status =
        node.api.await("pod", s -> s.at("/ephemeralContainerStatuses/0/state").has("terminated"));
    assertEquals("Running", status.path("phase").asText());
    assertEquals("True", FakeApi.condition(status, "Ready"));
  }

  @Test
  void aNewSandboxReplacesOneThatDied() throws Exception {
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    JsonNode before = node.api.awaitReady("pod");
    node.runtime.stopPodSandbox("sandbox1");
    JsonNode after =
        node.api.await(
            "pod",
            s ->
                FakeApi.condition(s, "Ready").equals("True")
                    && !s.path("podIP").equals(before.path("podIP")));
    assertEquals(1, after.at("/containerStatuses/0/restartCount").asInt());
    assertEquals(137, after.at("/containerStatuses/0/lastState/terminated/exitCode").asInt());
    node.api.awaitEvent(
        "Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.");
  }

  @Test
  void hooksRun() throws Exception {
    create(
        """
        containers:
        - name: main
          image: "test.local/image:1"
          lifecycle:
            postStart: {exec: {command: [hello]}}
            preStop: {exec: {command: [goodbye]}}
        """);
    node.api.awaitReady("pod");
    node.api.delete("pod", 5);
    node.api.awaitGone("pod");
    List<String> calls = node.runtime.calls;
    assertTrue(calls.indexOf("start main") < calls.indexOf("exec hello"));
    assertTrue(calls.indexOf("exec goodbye") < calls.indexOf("stop main 5"), calls.toString());
  }

  @Test
  void aSandboxThatCannotBeMadeIsTold() throws Exception {
    node.runtime.sandboxError = "no network";
    create("containers: [{name: main, image: \"test.local/image:1\"}]");
    JsonNode status = node.api.await("pod", s -> s.has("containerStatuses"));
    assertEquals("Pending", status.path("phase").asText());
    assertEquals("False", FakeApi.condition(status, "PodReadyToStartContainers"));
    node.api.awaitEvent(
        "Warning FailedCreatePodSandBox Failed to create pod sandbox: "
            + "rpc error: code = Unknown desc = no network");
    node.runtime.sandboxError = null;
    node.api.awaitReady("pod");
  }

  private void create(String spec) {
    node.api.create(pod(spec));
  }

  private static io.fabric8.kubernetes.api.model.Pod pod(String spec) {
    return Yaml.pod(
        "metadata: {name: pod, namespace: default, uid: u1, generation: 1}\nspec:\n"
            + spec.indent(2));
  }

  private static String reason(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("reason").asText();
      }
    }
    return "";
  }
}
