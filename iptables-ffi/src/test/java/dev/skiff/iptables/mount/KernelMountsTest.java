package dev.skiff.iptables.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelMountsTest {
  private static final EnumSet<MountFlag.Unmount> NONE = EnumSet.noneOf(MountFlag.Unmount.class);
  private final Mounts mounts = new KernelMounts();
  @TempDir Path directory;

  @Test
  void aTmpfsIsBoundReadOnlyAndGoesAway() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: mounts");
    Path memory = Files.createDirectory(directory.resolve("in memory"));
    Path bound = Files.createDirectory(directory.resolve("bound"));
    mounts.tmpfs(memory, 65536);
    try {
      Files.writeString(memory.resolve("file"), "hello");
      mounts.bind(memory, bound, true);
      try {
        assertEquals("hello", Files.readString(bound.resolve("file")));
        assertThrows(
            FileSystemException.class, () -> Files.writeString(bound.resolve("file"), "no"));
        assertTrue(mounts.find(bound).orElseThrow().readOnly());
        assertEquals("tmpfs", mounts.find(memory).orElseThrow().type());
        mounts.propagation(memory, MountFlag.SHARED, false);
        assertTrue(mounts.find(memory).orElseThrow().shared());
      } finally {
        mounts.unmount(bound, NONE);
      }
    } finally {
      mounts.unmount(memory, NONE);
    }
    assertTrue(mounts.find(memory).isEmpty());
    KernelException e = assertThrows(KernelException.class, () -> mounts.unmount(memory, NONE));
    assertEquals(Errno.EINVAL, e.errno().number());
  }

  @Test
  void aLineOfMountinfoIsRead() {
    Mount mount =
        Mount.parse("36 35 98:0 /mnt1 /mnt\\0402 rw,noatime shared:1 master:2 - ext3 /dev/root rw");
    assertEquals(Path.of("/mnt 2"), mount.target());
    assertEquals("ext3", mount.type());
    assertEquals("/dev/root", mount.source());
    assertTrue(mount.shared());
  }
}
