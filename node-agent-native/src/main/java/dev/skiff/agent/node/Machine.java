package dev.skiff.agent.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.stats.DiskUsage;
import dev.skiff.agent.stats.NodeUsage;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the machine has, and how much of it is left; read from /proc and the file system. */
public final class Machine {

  /** Memory below which pods are evicted, and which none may count on, in bytes. */
  private static final long MEMORY_RESERVE = 100L << 20;

  /** The part of the disk that stays free, in percent. */
  private static final int DISK_RESERVE_PERCENT = 10;

  private final AgentConfig config;

  public Machine(AgentConfig config) {
    this.config = config;
  }

  /** The Node's {@code status.capacity}. */
  public ObjectNode capacity() {
    return resources(cpu(), memory(), diskTotal());
  }

  /** The Node's {@code status.allocatable}: the capacity less what the node needs. */
  public ObjectNode allocatable() {
    long disk = diskTotal();
    return resources(
        cpu(), Math.max(0, memory() - MEMORY_RESERVE), disk - disk / 100 * DISK_RESERVE_PERCENT);
  }

  /** {@link #allocatable} for calculations. */
  public Map<String, Quantity> allocatableQuantities() {
    Map<String, Quantity> quantities = new HashMap<>();
    allocatable()
        .properties()
        .forEach(
            entry -> quantities.put(entry.getKey(), Quantity.parse(entry.getValue().asText())));
    return quantities;
  }

  /** The Node's {@code status.nodeInfo}, without the runtime's version. */
  public ObjectNode info() {
    ObjectNode info = Json.object();
    info.put("architecture", "amd64")
        .put("bootID", line("/proc/sys/kernel/random/boot_id"))
        .put("kernelVersion", line("/proc/sys/kernel/osrelease"))
        .put("kubeProxyVersion", "")
        .put("kubeletVersion", KubernetesVersion.KUBELET)
        .put("machineID", line("/etc/machine-id"))
        .put("operatingSystem", "linux")
        .put("osImage", osImage())
        .put("systemUUID", line("/sys/class/dmi/id/product_uuid"));
    return info;
  }

  private ObjectNode resources(String cpu, long memory, long disk) {
    return Json.object()
        .put("cpu", cpu)
        .put("ephemeral-storage", (disk >> 10) + "Ki")
        .put("hugepages-1Gi", "0")
        .put("hugepages-2Mi", "0")
        .put("memory", (memory >> 10) + "Ki")
        .put("pods", Integer.toString(config.capacity().pods()));
  }

  private String cpu() {
    return config
        .capacity()
        .cpu()
        .orElseGet(() -> Integer.toString(Runtime.getRuntime().availableProcessors()));
  }

  /** What the node has of memory, in bytes. */
  public long memory() {
    return config
        .capacity()
        .memory()
        .map(text -> LinuxResources.bytes(Quantity.parse(text)))
        .orElseGet(Machine::memoryTotal);
  }

  private static long memoryTotal() {
    try {
      return NodeUsage.read().memoryTotal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long diskTotal() {
    return DiskUsage.read(config.dataDir()).total();
  }

  private static String osImage() {
    try {
      return Files.readAllLines(Path.of("/etc/os-release")).stream()
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
          .findFirst()
          .orElse("Linux");
    } catch (IOException e) {
      return "Linux";
    }
  }

  /** The file's only line, empty when the machine does not have it. */
  private static String line(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
