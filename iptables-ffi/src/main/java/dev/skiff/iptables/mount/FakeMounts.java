package dev.skiff.iptables.mount;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Mounts in memory, for tests: nothing becomes visible in the file system. */
public final class FakeMounts implements Mounts {
  private final List<Mount> mounts = new ArrayList<>();
  private int lastId;

  @Override
  public synchronized void mount(
      String source, Path target, String type, Set<MountFlag> flags, String data) {
    List<String> options = List.of(flags.contains(MountFlag.READ_ONLY) ? "ro" : "rw");
    if (flags.contains(MountFlag.REMOUNT)) {
      Mount old = require(target);
      mounts.set(mounts.indexOf(old), with(old, options, old.propagation()));
    } else if (flags.contains(MountFlag.SHARED)) {
      Mount old = require(target);
      mounts.set(mounts.indexOf(old), with(old, old.options(), List.of("shared:" + old.id())));
    } else if (flags.contains(MountFlag.PRIVATE) || flags.contains(MountFlag.SLAVE)) {
      Mount old = require(target);
      mounts.set(mounts.indexOf(old), with(old, old.options(), List.of()));
    } else {
      boolean bind = flags.contains(MountFlag.BIND);
      mounts.add(
          new Mount(
              ++lastId,
              0,
              "0:" + lastId,
              bind ? source : "/",
              target,
              options,
              List.of(),
              bind ? "bind" : type,
              source));
    }
  }

  @Override
  public synchronized void unmount(Path target, Set<MountFlag.Unmount> flags) {
    mounts.remove(require(target));
  }

  @Override
  public synchronized List<Mount> list() {
    return List.copyOf(mounts);
  }

  private Mount require(Path target) {
    return find(target)
        .orElseThrow(
            () -> new KernelException(Errno.of(Errno.EINVAL), "find the mount at " + target));
  }

  private static Mount with(Mount old, List<String> options, List<String> propagation) {
    return new Mount(
        old.id(),
        old.parent(),
        old.device(),
        old.root(),
        old.target(),
        options,
        propagation,
        old.type(),
        old.source());
  }
}
