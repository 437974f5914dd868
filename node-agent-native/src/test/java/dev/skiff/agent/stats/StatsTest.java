package dev.skiff.agent.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.FakeRuntime;
import dev.skiff.agent.cri.v1.ContainerConfig;
import dev.skiff.agent.cri.v1.ContainerMetadata;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.pod.Yaml;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsTest {

  @TempDir Path directory;

  private final FakeRuntime runtime = new FakeRuntime();
  private final Pod pod =
      Yaml.pod(
          """
          metadata: {name: web, namespace: default, uid: u1}
          spec: {containers: [{name: main, image: i}]}
          status:
            startTime: 2006-01-02T15:04:05Z
            containerStatuses: [{name: main, state: {running: {startedAt: 2006-01-02T15:04:06Z}}}]
          """);

  @BeforeEach
  void start() {
    runtime.memoryUsage = 8192;
    PodSandboxConfig sandbox = PodSandboxConfig.getDefaultInstance();
    for (String uid : List.of("u1", "somebody else's")) {
      runtime.startContainer(
          runtime.createContainer(
              runtime.runPodSandbox(sandbox, ""),
              ContainerConfig.newBuilder()
                  .setMetadata(ContainerMetadata.newBuilder().setName("main"))
                  .putLabels(CriLabels.POD_UID, uid)
                  .build(),
              sandbox));
    }
  }

  @Test
  void theMachine() throws Exception {
    Files.writeString(
        directory.resolve("meminfo"),
        """
        MemTotal:       1000 kB
        MemFree:         300 kB
        MemAvailable:    500 kB
        Inactive(file):  150 kB
        AnonPages:       100 kB
        HugePages_Total:   0
        """);
    Files.writeString(
        directory.resolve("stat"),
        "cpu  10 20 30 9000 400 5 6 7 0 0\ncpu0 10 20 30 9000 400 5 6 7 0 0\nbtime 1136214245\n");
    Files.writeString(directory.resolve("loadavg"), "0.1 0.2 0.3 2/345 6789\n");
    Files.createDirectories(directory.resolve("sys/kernel"));
    Files.writeString(directory.resolve("sys/kernel/pid_max"), "4194304\n");
    NodeUsage usage = NodeUsage.read(directory);
    assertEquals(780_000_000, usage.cpuNanos());
    assertEquals(1000 << 10, usage.memoryTotal());
    assertEquals(500 << 10, usage.memoryAvailable());
    assertEquals(550 << 10, usage.memoryWorkingSet());
    assertEquals(100 << 10, usage.memoryRss());
    assertEquals(Instant.parse("2006-01-02T15:04:05Z"), usage.started());
    assertEquals(345, usage.processes());
    assertEquals(4194304, usage.maxProcesses());
  }

  @Test
  void resourceMetrics() {
    String text = ResourceMetrics.of(() -> PodUsage.read(runtime, List.of(pod)));
    String labels = "{container=\"main\",namespace=\"default\",pod=\"web\"}";
    assertTrue(
        text.contains(
            "# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds\n"
                + "# TYPE container_cpu_usage_seconds_total counter\n"
                + "container_cpu_usage_seconds_total"
                + labels
                + " 1.500000000 "),
        text);
    assertTrue(text.contains("\ncontainer_memory_working_set_bytes" + labels + " 4096 "), text);
    assertTrue(
        text.contains("\npod_memory_working_set_bytes{namespace=\"default\",pod=\"web\"} 4096 "),
        text);
    assertTrue(text.contains("\nnode_memory_working_set_bytes "), text);
    assertTrue(text.endsWith("\nresource_scrape_error 0\n"), text);
  }

  @Test
  void aRuntimeThatIsAwayIsToldOf() {
    String text =
        ResourceMetrics.of(
            () -> {
              throw new CriException(Status.Code.UNAVAILABLE, "away", null);
            });
    assertTrue(text.endsWith("\nresource_scrape_error 1\n"), text);
  }

  @Test
  void summary() throws Exception {
    StatsSummary stats =
        new StatsSummary("node1", directory, () -> PodUsage.read(runtime, List.of(pod)));
    JsonNode summary = Json.mapper().readTree(stats.read(false));
    assertEquals("node1", summary.at("/node/nodeName").asText());
    assertTrue(summary.at("/node/memory/workingSetBytes").asLong() > 0);
    assertTrue(summary.at("/node/fs/capacityBytes").asLong() > 0);
    assertTrue(summary.at("/node/rlimit/maxpid").asLong() > 300, summary.toString());
    assertEquals(1, summary.path("pods").size());
    JsonNode web = summary.at("/pods/0");
    assertEquals("web", web.at("/podRef/name").asText());
    assertEquals("2006-01-02T15:04:06Z", web.at("/containers/0/startTime").asText());
    assertEquals(1_500_000_000, web.at("/containers/0/cpu/usageCoreNanoSeconds").asLong());
    assertEquals(4096, web.at("/memory/workingSetBytes").asLong());
    assertEquals(4096, web.at("/ephemeral-storage/usedBytes").asLong());
    assertTrue(
        Json.mapper().readTree(stats.read(true)).at("/node/fs").isMissingNode(),
        "less is asked for");
  }

  @Test
  void ratesNeedTwoCounts() {
    CpuRates rates = new CpuRates();
    assertEquals(-1, rates.rate("a", 0, 0));
    assertEquals(500_000_000, rates.rate("a", 2_000_000_000L, 1_000_000_000L));
    assertEquals(500_000_000, rates.rate("a", 2_500_000_000L, 2_000_000_000L), "too soon");
    assertEquals(-1, rates.rate("b", 0, 0));
  }

  @Test
  void theAgent() throws Exception {
    String text = AgentMetrics.of(runtime, "node1");
    assertTrue(text.contains("\nkubelet_running_pods 2\n"), text);
    assertTrue(
        text.contains("\nkubelet_running_containers{container_state=\"running\"} 2\n"), text);
    assertTrue(text.contains("\nprocess_resident_memory_bytes "), text);
  }
}
