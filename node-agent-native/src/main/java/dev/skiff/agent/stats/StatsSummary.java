package dev.skiff.agent.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.cri.v1.ContainerStats;
import dev.skiff.agent.cri.v1.CpuUsage;
import dev.skiff.agent.cri.v1.MemoryUsage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** /stats/summary: what the node and its pods use (stats/v1alpha1 of the kubelet). */
public final class StatsSummary {

  private final String nodeName;
  private final Path dataDir;
  private final Supplier<List<PodUsage>> pods;
  private final CpuRates rates = new CpuRates();

  /**
   * A summary of the node.
   *
   * @param dataDir on the file system that pods and images use
   */
  public StatsSummary(String nodeName, Path dataDir, Supplier<List<PodUsage>> pods) {
    this.nodeName = nodeName;
    this.dataDir = dataDir;
    this.pods = pods;
  }

  /**
   * The moment as JSON.
   *
   * @param onlyCpuAndMemory leaves out what takes longer to count
   */
  public byte[] read(boolean onlyCpuAndMemory) throws IOException {
    ObjectNode summary = Json.object();
    node(summary.putObject("node"), onlyCpuAndMemory);
    var array = summary.putArray("pods");
    for (PodUsage usage : pods.get()) {
      pod(usage, array.addObject(), onlyCpuAndMemory);
    }
    return Json.bytes(summary);
  }

  private void node(ObjectNode node, boolean onlyCpuAndMemory) throws IOException {
    NodeUsage usage = NodeUsage.read();
    String time = text(usage.time());
    node.put("nodeName", nodeName);
    node.put("startTime", text(usage.started()));
    long nanos = usage.time().getEpochSecond() * 1_000_000_000L + usage.time().getNano();
    cpu(node.putObject("cpu"), "node", time, nanos, usage.cpuNanos());
    node.putObject("memory")
        .put("time", time)
        .put("availableBytes", usage.memoryAvailable())
        .put("usageBytes", usage.memoryTotal() - usage.memoryAvailable())
        .put("workingSetBytes", usage.memoryWorkingSet())
        .put("rssBytes", usage.memoryRss());
    if (onlyCpuAndMemory) {
      return;
    }
    disk(node.putObject("fs"), time);
    disk(node.putObject("runtime").putObject("imageFs"), time);
    node.putObject("rlimit")
        .put("time", time)
        .put("maxpid", usage.maxProcesses())
        .put("curproc", usage.processes());
  }

  private void disk(ObjectNode node, String time) {
    DiskUsage disk = DiskUsage.read(dataDir);
    node.put("time", time)
        .put("availableBytes", disk.available())
        .put("capacityBytes", disk.total())
        .put("usedBytes", disk.used());
  }

  private void pod(PodUsage usage, ObjectNode node, boolean onlyCpuAndMemory) {
    Pod pod = usage.pod();
    node.putObject("podRef")
        .put("name", pod.getMetadata().getName())
        .put("namespace", pod.getMetadata().getNamespace())
        .put("uid", pod.getMetadata().getUid());
    node.put("startTime", pod.getStatus() == null ? null : pod.getStatus().getStartTime());
    var array = node.putArray("containers");
    long memory = 0;
    long rss = 0;
    for (ContainerStats stats : usage.containers()) {
      ObjectNode container = array.addObject().put("name", PodUsage.name(stats));
      container.put("startTime", startTime(pod, PodUsage.name(stats)));
      CpuUsage cpu = stats.getCpu();
      cpu(
          container.putObject("cpu"),
          stats.getAttributes().getId(),
          text(cpu.getTimestamp()),
          cpu.getTimestamp(),
          cpu.getUsageCoreNanoSeconds().getValue());
      MemoryUsage used = stats.getMemory();
      container
          .putObject("memory")
          .put("time", text(used.getTimestamp()))
          .put("usageBytes", used.getUsageBytes().getValue())
          .put("workingSetBytes", used.getWorkingSetBytes().getValue())
          .put("rssBytes", used.getRssBytes().getValue());
      memory += used.getUsageBytes().getValue();
      rss += used.getRssBytes().getValue();
      if (!onlyCpuAndMemory) {
        container
            .putObject("rootfs")
            .put("time", text(stats.getWritableLayer().getTimestamp()))
            .put("usedBytes", stats.getWritableLayer().getUsedBytes().getValue())
            .put("inodesUsed", stats.getWritableLayer().getInodesUsed().getValue());
      }
    }
    String time = text(usage.timestamp());
    String uid = pod.getMetadata().getUid();
    cpu(node.putObject("cpu"), uid, time, usage.timestamp(), usage.cpuNanos());
    node.putObject("memory")
        .put("time", time)
        .put("usageBytes", memory)
        .put("workingSetBytes", usage.workingSet())
        .put("rssBytes", rss);
    if (!onlyCpuAndMemory) {
      node.putObject("ephemeral-storage").put("time", time).put("usedBytes", usage.written());
    }
  }

  private void cpu(ObjectNode node, String key, String time, long nanos, long used) {
    node.put("time", time);
    long rate = rates.rate(key, nanos, used);
    if (rate >= 0) {
      node.put("usageNanoCores", rate);
    }
    node.put("usageCoreNanoSeconds", used);
  }

  private static String startTime(Pod pod, String container) {
    if (pod.getStatus() == null) {
      return null;
    }
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(),
            pod.getStatus().getContainerStatuses(),
            pod.getStatus().getEphemeralContainerStatuses())
        .filter(list -> list != null)
        .flatMap(List::stream)
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getRunning() != null)
        .map(state -> state.getRunning().getStartedAt())
        .findFirst()
        .orElse(null);
  }

  private static String text(long nanos) {
    return text(Instant.ofEpochSecond(nanos / 1_000_000_000L));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
