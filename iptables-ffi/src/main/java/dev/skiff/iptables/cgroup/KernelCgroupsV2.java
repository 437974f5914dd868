package dev.skiff.iptables.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Version 2: one tree for all controllers. */
final class KernelCgroupsV2 extends KernelCgroups {
  private final Path root;

  KernelCgroupsV2(Path root) {
    this.root = root;
  }

  @Override
  List<Path> roots() {
    return List.of(root);
  }

  /** Children have only the controllers that their parent passes on. */
  @Override
  void prepare(Path parent) throws IOException {
    String available = Files.readString(parent.resolve("cgroup.controllers")).strip();
    if (!available.isEmpty()) {
      String all =
          Arrays.stream(available.split(" ")).map(c -> "+" + c).collect(Collectors.joining(" "));
      Files.writeString(parent.resolve("cgroup.subtree_control"), all);
    }
  }

  @Override
  public void limit(String name, Limits limits) throws IOException {
    Path directory = root.resolve(name);
    if (limits.cpuShares() > 0) {
      write(directory.resolve("cpu.weight"), Long.toString(limits.cpuWeight()));
    }
    if (limits.cpuQuotaMicros() > 0) {
      write(directory.resolve("cpu.max"), limits.cpuQuotaMicros() + " " + Limits.PERIOD_MICROS);
    }
    if (limits.memoryBytes() > 0) {
      write(directory.resolve("memory.max"), Long.toString(limits.memoryBytes()));
    }
    if (limits.pids() > 0) {
      write(directory.resolve("pids.max"), Long.toString(limits.pids()));
    }
  }
}
