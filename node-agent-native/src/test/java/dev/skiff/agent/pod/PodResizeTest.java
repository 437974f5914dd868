package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods that are resized while they run, on a runtime in memory. */
class PodResizeTest {

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node =
        new TestNode(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pod-resize"));
  }

  @Test
  void aRunningContainerIsChangedAndTold() throws Exception {
    node.api.create(
        pod("pod", 1, "{requests: {cpu: 20m, memory: 35Mi}, limits: {cpu: 20m, memory: 35Mi}}"));
    JsonNode before = node.api.awaitReady("pod");
    assertEquals("20m", before.at("/containerStatuses/0/resources/limits/cpu").asText());
    node.api.replace(
        pod("pod", 2, "{requests: {cpu: 25m, memory: 30Mi}, limits: {cpu: 25m, memory: 30Mi}}"));
    JsonNode status = node.api.await("pod", s -> resized(s, "25m"));
    assertEquals("30Mi", status.at("/containerStatuses/0/resources/limits/memory").asText());
    assertEquals("30Mi", status.at("/containerStatuses/0/allocatedResources/memory").asText());
    assertEquals(2, status.path("observedGeneration").asInt());
    assertEquals(0, status.at("/containerStatuses/0/restartCount").asInt());
    assertEquals(1, node.runtime.calls.stream().filter("update main"::equals).count());
    String resources =
        "{\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":{\"cpu\":\"25m\",\"memory\":\"30Mi\"},"
            + "\"requests\":{\"cpu\":\"25m\",\"memory\":\"30Mi\"}}}],\"generation\":2}";
    node.api.awaitEvent("Normal ResizeStarted Pod resize started: " + resources);
    node.api.awaitEvent("Normal ResizeCompleted Pod resize completed: " + resources);
    var limits = node.cgroups.limits("kubepods/podpod");
    assertEquals(25, limits.cpuShares());
    assertEquals(2500, limits.cpuQuotaMicros());
    assertEquals(30 << 20, limits.memoryBytes());
  }

  @Test
  void whatTheKernelCannotTellApartIsShownAsGiven() throws Exception {
    node.api.create(pod("pod", 1, "{requests: {cpu: 2m}, limits: {cpu: 10m}}"));
    node.api.awaitReady("pod");
    node.api.replace(pod("pod", 2, "{requests: {cpu: 1m}, limits: {cpu: 5m}}"));
    JsonNode status = node.api.await("pod", s -> resized(s, "1m"));
    assertEquals("5m", status.at("/containerStatuses/0/resources/limits/cpu").asText());
  }

  @Test
  void aPolicyAsksForARestart() throws Exception {
    String policy = "resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]";
    node.api.create(pod("pod", 1, "{requests: {cpu: 1, memory: 30Mi}}", policy));
    node.api.awaitReady("pod");
    node.api.replace(pod("pod", 2, "{requests: {cpu: 900m, memory: 30Mi}}", policy));
    JsonNode status = node.api.await("pod", s -> resized(s, "900m"));
    assertEquals(0, status.at("/containerStatuses/0/restartCount").asInt());
    node.api.replace(pod("pod", 3, "{requests: {cpu: 900m, memory: 40Mi}}", policy));
    node.api.await("pod", s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
    node.api.awaitEvent("Normal Killing Container main resize requires restart");
    node.api.replace(pod("pod", 4, "{requests: {cpu: 900m, memory: 30Mi}}", policy));
    // Other resources, another back-off: it is not waited for.
    node.api.await(
        "pod",
        s ->
            s.at("/containerStatuses/0/restartCount").asInt() == 2
                && s.at("/containerStatuses/0/state").has("running"));
  }

  @Test
  void whatDoesNotFitWaitsUntilItDoes() throws Exception {
    node.api.create(pod("other", 1, "{requests: {cpu: 1500m}}"));
    node.api.create(pod("pod", 1, "{requests: {cpu: 500m}}"));
    node.api.awaitReady("other");
    node.api.awaitReady("pod");
    node.api.replace(pod("pod", 2, "{requests: {cpu: 3}}"));
    JsonNode status = node.api.await("pod", s -> pending(s).equals("Infeasible"));
    assertEquals(
        "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000",
        condition(status, "PodResizePending").path("message").asText());
    node.api.replace(pod("pod", 3, "{requests: {cpu: 1}}"));
    status = node.api.await("pod", s -> pending(s).equals("Deferred"));
    JsonNode pending = condition(status, "PodResizePending");
    assertEquals("True", pending.path("status").asText());
    assertEquals(3, pending.path("observedGeneration").asInt());
    assertEquals(
        "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000",
        pending.path("message").asText());
    assertEquals("500m", status.at("/containerStatuses/0/allocatedResources/cpu").asText());
    assertTrue(
        node.api.events.stream()
            .anyMatch(e -> e.startsWith("Warning ResizeDeferred Pod resize Deferred: {")));
    node.api.replace(pod("other", 2, "{requests: {cpu: 900m}}"));
    node.api.await("pod", s -> resized(s, "1"));
  }

  @Test
  void aResizeThatIsTakenBackIsOff() throws Exception {
    node.api.create(pod("pod", 1, "{requests: {cpu: 500m}}"));
    node.api.awaitReady("pod");
    node.api.replace(pod("pod", 2, "{requests: {cpu: 3}}"));
    node.api.await("pod", s -> pending(s).equals("Infeasible"));
    node.api.replace(pod("pod", 3, "{requests: {cpu: 500m}}"));
    node.api.await("pod", s -> s.path("observedGeneration").asInt() == 3 && resized(s, "500m"));
    assertFalse(node.runtime.calls.contains("update main"));
  }

  @Test
  void memoryIsNotTakenFromThoseWhoUseIt() throws Exception {
    node.api.create(pod("pod", 1, "{requests: {memory: 40Mi}, limits: {memory: 40Mi}}"));
    node.api.awaitReady("pod");
    node.runtime.memoryUsage = 35 << 20;
    node.api.replace(pod("pod", 2, "{requests: {memory: 30Mi}, limits: {memory: 30Mi}}"));
    JsonNode status =
        node.api.await(
            "pod",
            s -> condition(s, "PodResizeInProgress").path("reason").asText().equals("Error"));
    assertEquals(
        "cannot decrease memory limits: attempting to set container \"main\" memory limit (31457280) below current usage (36700160)",
        condition(status, "PodResizeInProgress").path("message").asText());
    assertEquals("40Mi", status.at("/containerStatuses/0/resources/limits/memory").asText());
    assertEquals("30Mi", status.at("/containerStatuses/0/allocatedResources/memory").asText());
  }

  @Test
  void whatWasGivenSurvivesTheAgent() throws Exception {
    node.api.create(pod("other", 1, "{requests: {cpu: 1500m}}"));
    node.api.create(pod("pod", 1, "{requests: {cpu: 500m}}"));
    node.api.awaitReady("other");
    node.api.awaitReady("pod");
    node.api.replace(pod("pod", 2, "{requests: {cpu: 1}}"));
    node.api.await("pod", s -> pending(s).equals("Deferred"));
    List<String> before = List.copyOf(node.runtime.calls);
    node.api.subscribe(node.manager(node.api));
    node.api.replace(pod("pod", 3, "{requests: {cpu: 900m}}"));
    JsonNode status =
        node.api.await(
            "pod", s -> condition(s, "PodResizePending").path("observedGeneration").asInt() == 3);
    assertEquals("500m", status.at("/containerStatuses/0/allocatedResources/cpu").asText());
    assertEquals(before, node.runtime.calls);
  }

  @Test
  void anAgentThatStartsInTheMiddleTakesNoMemoryFromThoseWhoUseIt() throws Exception {
    node.api.create(pod("pod", 1, "{requests: {memory: 40Mi}, limits: {memory: 40Mi}}"));
    node.api.awaitReady("pod");
    node.runtime.updateError = "not now";
    node.api.replace(pod("pod", 2, "{requests: {memory: 30Mi}, limits: {memory: 30Mi}}"));
    node.api.await(
        "pod", s -> condition(s, "PodResizeInProgress").path("reason").asText().equals("Error"));
    FakeApi after = new FakeApi();
    after.create(pod("pod", 2, "{requests: {memory: 30Mi}, limits: {memory: 30Mi}}"));
    after.subscribe(node.manager(after));
    after.await(
        "pod", s -> condition(s, "PodResizeInProgress").path("reason").asText().equals("Error"));
    assertEquals(40 << 20, node.cgroups.limits("kubepods/burstable/podpod").memoryBytes());
    node.runtime.updateError = null;
  }

  @Test
  void thePodKeepsItsMemoryUntilAContainerThatIsStartedAnewHasEnded() throws Exception {
    String policy = "resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]";
    node.api.create(pod("pod", 1, "{requests: {memory: 40Mi}, limits: {memory: 40Mi}}", policy));
    node.api.awaitReady("pod");
    node.runtime.stops = new CountDownLatch(1);
    node.api.replace(pod("pod", 2, "{requests: {memory: 30Mi}, limits: {memory: 30Mi}}", policy));
    node.api.awaitEvent("Normal Killing Container main resize requires restart");
    Thread.sleep(100);
    assertEquals(40 << 20, node.cgroups.limits("kubepods/burstable/podpod").memoryBytes());
    node.runtime.stops.countDown();
    node.api.await("pod", s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
    TestNode.await(
        () -> node.cgroups.limits("kubepods/burstable/podpod").memoryBytes() == 30 << 20);
    assertEquals(30 << 20, node.cgroups.limits("kubepods/burstable/podpod").memoryBytes());
  }

  @Test
  void whatRunsIsCountedBeforeAnyoneIsLetIn() throws Exception {
    node.api.create(pod("running", 1, "{requests: {cpu: 1500m}}"));
    node.api.awaitReady("running");
    FakeApi after = new FakeApi();
    for (int i = 0; i < 10; i++) {
      after.create(pod("new" + i, 1, "{requests: {cpu: 1}}"));
    }
    after.create(pod("running", 1, "{requests: {cpu: 1500m}}"));
    // The one that runs is read slowly.
    node.runtime.details = new CountDownLatch(1);
    after.subscribe(node.manager(after));
    for (int i = 0; i < 10; i++) {
      assertEquals("OutOfcpu", after.awaitPhase("new" + i, "Failed").path("reason").asText());
    }
    node.runtime.details.countDown();
    after.awaitReady("running");
  }

  private static boolean resized(JsonNode status, String cpu) {
    return status.at("/containerStatuses/0/resources/requests/cpu").asText().equals(cpu)
        && condition(status, "PodResizePending").isMissingNode()
        && condition(status, "PodResizeInProgress").isMissingNode()
        && FakeApi.condition(status, "Ready").equals("True");
  }

  private static String pending(JsonNode status) {
    return condition(status, "PodResizePending").path("reason").asText();
  }

  private static JsonNode condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type) && !condition.has("$patch")) {
        return condition;
      }
    }
    return status.path("no such condition");
  }

  private static Pod pod(String name, int generation, String resources, String... more) {
    return Yaml.pod(
        """
        metadata: {name: %s, namespace: default, uid: %s, generation: %d}
        spec:
          containers:
          - name: main
            image: "test.local/image:1"
            resources: %s
            %s
        """
            .formatted(name, name, generation, resources, String.join("", more)));
  }
}
