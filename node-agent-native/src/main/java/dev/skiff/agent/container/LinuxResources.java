package dev.skiff.agent.container;

import dev.skiff.agent.cri.v1.LinuxContainerResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** A container's requests and limits as the kernel takes them. */
public final class LinuxResources {

  /** The kernel's smallest cpu.shares; what a container without a CPU request gets. */
  private static final long MIN_SHARES = 2;

  private static final long MAX_SHARES = 262_144;
  private static final long PERIOD_MICROSECONDS = 100_000;
  private static final long MIN_QUOTA_MICROSECONDS = 1_000;

  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};

  private LinuxResources() {}

  /** Shares, quota, memory limit and the oom score of a container. */
  public static LinuxContainerResources of(Pod pod, Container container, long nodeMemoryBytes) {
    Quantity cpuRequest = request(container, "cpu");
    Quantity cpuLimit = limit(container, "cpu");
    Quantity memoryLimit = limit(container, "memory");
    LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder();
    resources.setCpuShares(shares(cpuRequest == null ? cpuLimit : cpuRequest));
    if (cpuLimit != null && milli(cpuLimit) > 0) {
      resources.setCpuPeriod(PERIOD_MICROSECONDS);
      resources.setCpuQuota(quota(cpuLimit));
    }
    if (memoryLimit != null) {
      resources.setMemoryLimitInBytes(bytes(memoryLimit));
    }
    resources.setOomScoreAdj(oomScore(pod, container, nodeMemoryBytes));
    return resources.build();
  }

  /** The weight of a CPU request, 1024 for one processor. */
  public static long shares(Quantity cpu) {
    long milli = cpu == null ? 0 : milli(cpu);
    return Math.clamp(milli * 1024 / 1000, MIN_SHARES, MAX_SHARES);
  }

  /** Processor time that a CPU limit allows in each period of 100 ms, in microseconds. */
  public static long quota(Quantity cpu) {
    return Math.max(milli(cpu) * PERIOD_MICROSECONDS / 1000, MIN_QUOTA_MICROSECONDS);
  }

  /**
   * Which containers the kernel ends first when memory runs out: besteffort ones at 1000, burstable
   * ones the later the more of the node's memory they asked for, guaranteed ones last.
   */
  static long oomScore(Pod pod, Container container, long nodeMemoryBytes) {
    if ("system-node-critical".equals(pod.getSpec().getPriorityClassName())) {
      return -997;
    }
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> -997;
      case BEST_EFFORT -> 1000;
      case BURSTABLE -> {
        Quantity request = request(container, "memory");
        long score =
            1000 - (request == null ? 0 : 1000 * bytes(request) / Math.max(1, nodeMemoryBytes));
        yield Math.clamp(score, 3, 999);
      }
    };
  }

  /** Thousandths of a processor, rounded up. */
  public static long milli(Quantity cpu) {
    return cpu.getNumericalAmount()
        .multiply(BigDecimal.valueOf(1000))
        .setScale(0, RoundingMode.CEILING)
        .longValue();
  }

  /** Bytes, rounded up. */
  public static long bytes(Quantity memory) {
    return memory.getNumericalAmount().setScale(0, RoundingMode.CEILING).longValue();
  }

  /** As Kubernetes writes amounts of memory: 35Mi. */
  public static String binary(long bytes) {
    int unit = 0;
    long value = bytes;
    while (value != 0 && value % 1024 == 0 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + BINARY[unit];
  }

  /** What a container requests of a resource, or null. */
  public static Quantity request(Container container, String name) {
    return request(container.getResources(), name);
  }

  /** What is requested of a resource, or null. */
  public static Quantity request(ResourceRequirements resources, String name) {
    return resources == null ? null : get(resources.getRequests(), name);
  }

  /** What a container is limited to, or null. */
  public static Quantity limit(Container container, String name) {
    return limit(container.getResources(), name);
  }

  /** What a resource is limited to, or null. */
  public static Quantity limit(ResourceRequirements resources, String name) {
    return resources == null ? null : get(resources.getLimits(), name);
  }

  private static Quantity get(Map<String, Quantity> map, String name) {
    return map == null ? null : map.get(name);
  }
}
