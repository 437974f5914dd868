package dev.skiff.agent.stats;

import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.ContainerStats;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the running containers of one pod use, as the runtime counts it.
 *
 * @param containers by name, never empty
 */
public record PodUsage(Pod pod, List<ContainerStats> containers) {

  /** Of all pods that run something. */
  public static List<PodUsage> read(RuntimeService runtime, Collection<Pod> pods) {
    Map<String, List<ContainerStats>> byPod = new HashMap<>();
    for (ContainerStats stats : runtime.listContainerStats(Map.of())) {
      String uid = stats.getAttributes().getLabelsMap().get(CriLabels.POD_UID);
      byPod.computeIfAbsent(uid, key -> new ArrayList<>()).add(stats);
    }
    List<PodUsage> usages = new ArrayList<>();
    for (Pod pod : pods) {
      List<ContainerStats> containers = byPod.get(pod.getMetadata().getUid());
      if (containers != null) {
        containers.sort(Comparator.comparing(PodUsage::name));
        usages.add(new PodUsage(pod, containers));
      }
    }
    usages.sort(
        Comparator.comparing((PodUsage u) -> u.pod.getMetadata().getNamespace())
            .thenComparing(u -> u.pod.getMetadata().getName()));
    return usages;
  }

  /** Name of the container that was counted. */
  public static String name(ContainerStats stats) {
    return stats.getAttributes().getMetadata().getName();
  }

  /** Processor time since the containers were started, in nanoseconds. */
  public long cpuNanos() {
    return containers.stream()
        .mapToLong(c -> c.getCpu().getUsageCoreNanoSeconds().getValue())
        .sum();
  }

  /** Memory in use that cannot be taken back at once, in bytes. */
  public long workingSet() {
    return containers.stream().mapToLong(c -> c.getMemory().getWorkingSetBytes().getValue()).sum();
  }

  /** What the containers have written to their own file systems, in bytes. */
  public long written() {
    return containers.stream().mapToLong(c -> c.getWritableLayer().getUsedBytes().getValue()).sum();
  }

  /** When the last count was made, in nanoseconds since 1970. */
  public long timestamp() {
    return containers.stream().mapToLong(c -> c.getCpu().getTimestamp()).max().orElse(0);
  }
}
