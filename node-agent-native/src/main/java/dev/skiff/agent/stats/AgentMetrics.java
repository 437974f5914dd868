package dev.skiff.agent.stats;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.PodSandboxState;
import dev.skiff.agent.node.KubernetesVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** /metrics: the agent itself and what it runs, in upstream's names. */
public final class AgentMetrics {

  private static final long PAGE_BYTES = 4096;

  private AgentMetrics() {}

  /** The text of the moment. */
  public static String of(RuntimeService runtime, String nodeName) throws IOException {
    MetricsText text = new MetricsText();
    text.family("kubelet_node_name", "ALPHA", "The node's name. The count is always 1.", "gauge")
        .sample("kubelet_node_name", "{node=\"" + nodeName + "\"}", "1");
    text.family(
            "kubernetes_build_info",
            "ALPHA",
            "A metric with a constant '1' value labeled by the version this was built for.",
            "gauge")
        .sample(
            "kubernetes_build_info",
            "{git_version=\"" + KubernetesVersion.KUBELET + "\",platform=\"linux/amd64\"}",
            "1");
    running(runtime, text);
    process(text);
    return text.toString();
  }

  private static void running(RuntimeService runtime, MetricsText text) {
    try {
      long pods =
          runtime.listPodSandbox(Map.of()).stream()
              .filter(sandbox -> sandbox.getState() == PodSandboxState.SANDBOX_READY)
              .count();
      List<Container> containers = runtime.listContainers(Map.of());
      text.family(
              "kubelet_running_pods",
              "ALPHA",
              "Number of pods that have a running pod sandbox",
              "gauge")
          .sample("kubelet_running_pods", "", Long.toString(pods));
      text.family(
          "kubelet_running_containers", "ALPHA", "Number of containers currently running", "gauge");
      for (ContainerState state :
          List.of(
              ContainerState.CONTAINER_CREATED,
              ContainerState.CONTAINER_EXITED,
              ContainerState.CONTAINER_RUNNING)) {
        String name = state.name().substring("CONTAINER_".length()).toLowerCase(Locale.ROOT);
        long count = containers.stream().filter(c -> c.getState() == state).count();
        text.sample(
            "kubelet_running_containers",
            "{container_state=\"" + name + "\"}",
            Long.toString(count));
      }
    } catch (CriException e) {
      // Without a runtime nothing is known of containers; the rest is told.
    }
  }

  private static void process(MetricsText text) throws IOException {
    String[] memory = Files.readString(Path.of("/proc/self/statm")).split(" ");
    text.family("process_resident_memory_bytes", "ALPHA", "Resident memory size in bytes.", "gauge")
        .sample(
            "process_resident_memory_bytes",
            "",
            Long.toString(Long.parseLong(memory[1]) * PAGE_BYTES));
    ProcessHandle.Info info = ProcessHandle.current().info();
    text.family(
            "process_cpu_seconds_total",
            "ALPHA",
            "Total user and system CPU time spent in seconds.",
            "counter")
        .sample(
            "process_cpu_seconds_total",
            "",
            info.totalCpuDuration().map(d -> String.valueOf(d.toMillis() / 1e3)).orElse("0"));
    text.family(
            "process_start_time_seconds",
            "ALPHA",
            "Start time of the process since unix epoch in seconds.",
            "gauge")
        .sample(
            "process_start_time_seconds",
            "",
            info.startInstant().map(i -> Long.toString(i.getEpochSecond())).orElse("0"));
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      text.family("process_open_fds", "ALPHA", "Number of open file descriptors.", "gauge")
          .sample("process_open_fds", "", Long.toString(files.count()));
    }
  }
}
