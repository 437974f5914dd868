package dev.skiff.iptables.mount;

import dev.skiff.iptables.libc.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The kernel's mounts. */
public final class KernelMounts implements Mounts {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  @Override
  public void mount(String source, Path target, String type, Set<MountFlag> flags, String data) {
    Native.check(
        Native.libc().mount(source, target.toString(), type, MountFlag.bits(flags), data),
        "mount " + (source == null ? "" : source + " ") + "at " + target + " " + flags);
  }

  @Override
  public void unmount(Path target, Set<MountFlag.Unmount> flags) {
    Native.check(
        Native.libc().umount2(target.toString(), MountFlag.Unmount.bits(flags)),
        "unmount " + target);
  }

  @Override
  public List<Mount> list() {
    try {
      return Files.readAllLines(MOUNTINFO).stream().map(Mount::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
