package dev.skiff.iptables.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCgroupsTest {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Limits LIMITS = new Limits(512, 50_000, 64 << 20, 100);

  @Test
  void aCgroupOfThisMachineHoldsAProcessAndGoesAwayWithItsChildren() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: cgroups");
    Cgroups cgroups = KernelCgroups.at(ROOT);
    String name = "skiff-test-" + ProcessHandle.current().pid();
    cgroups.create(name + "/pod");
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      cgroups.limit(name + "/pod", LIMITS);
      cgroups.add(name + "/pod", process.pid());
      assertEquals(List.of(process.pid()), cgroups.processes(name + "/pod"));
      assertTrue(cgroups.exists(name + "/pod"));
      assertThrows(IOException.class, () -> cgroups.delete(name));
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(5, TimeUnit.SECONDS));
      cgroups.delete(name);
    }
    assertFalse(cgroups.exists(name));
    cgroups.delete(name);
  }

  @Test
  void versionTwoPassesControllersOnAndWritesItsOwnFiles(@TempDir Path root) throws Exception {
    Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids\n");
    Cgroups cgroups = KernelCgroups.at(root);
    cgroups.create("pod");
    assertEquals("+cpu +memory +pids", Files.readString(root.resolve("cgroup.subtree_control")));
    for (String file : List.of("cpu.weight", "cpu.max", "memory.max", "pids.max")) {
      Files.createFile(root.resolve("pod").resolve(file));
    }
    cgroups.limit("pod", LIMITS);
    assertEquals("20", Files.readString(root.resolve("pod/cpu.weight")));
    assertEquals("50000 100000", Files.readString(root.resolve("pod/cpu.max")));
    assertEquals("67108864", Files.readString(root.resolve("pod/memory.max")));
    assertEquals("100", Files.readString(root.resolve("pod/pids.max")));
  }
}
