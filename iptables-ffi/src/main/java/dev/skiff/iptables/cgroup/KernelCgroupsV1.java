package dev.skiff.iptables.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Version 1: a tree for each controller below the root. */
final class KernelCgroupsV1 extends KernelCgroups {
  private final Path root;

  KernelCgroupsV1(Path root) {
    this.root = root;
  }

  /** Some names are links to a joint tree, as cpu to cpu,cpuacct; each tree counts once. */
  @Override
  List<Path> roots() throws IOException {
    return children(root).stream()
        .filter(d -> !Files.isSymbolicLink(d))
        .filter(d -> Files.exists(d.resolve("cgroup.procs")))
        .filter(d -> !Files.exists(d.resolve("cgroup.controllers")))
        .toList();
  }

  /** A cpuset without processors and memory nodes takes no process (cpuset(7)). */
  @Override
  void created(Path directory) throws IOException {
    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
      Path own = directory.resolve(file);
      if (Files.exists(own) && Files.readString(own).isBlank()) {
        Files.writeString(own, Files.readString(directory.getParent().resolve(file)).strip());
      }
    }
  }

  @Override
  public void limit(String name, Limits limits) throws IOException {
    for (Path tree : roots()) {
      Path directory = tree.resolve(name);
      if (limits.cpuShares() > 0) {
        write(directory.resolve("cpu.shares"), Long.toString(limits.cpuShares()));
      }
      if (limits.cpuQuotaMicros() > 0) {
        write(directory.resolve("cpu.cfs_period_us"), Long.toString(Limits.PERIOD_MICROS));
        write(directory.resolve("cpu.cfs_quota_us"), Long.toString(limits.cpuQuotaMicros()));
      }
      if (limits.memoryBytes() > 0) {
        write(directory.resolve("memory.limit_in_bytes"), Long.toString(limits.memoryBytes()));
      }
      if (limits.pids() > 0) {
        write(directory.resolve("pids.max"), Long.toString(limits.pids()));
      }
    }
  }
}
