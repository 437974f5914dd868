package dev.skiff.iptables.mount;

import dev.skiff.iptables.libc.KernelException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mounts of this process's mount namespace (mount(2), umount2(2), mount_namespaces(7)). Methods
 * throw {@link KernelException} if the kernel refuses.
 */
public interface Mounts {
  /**
   * Mounts, or changes a mount.
   *
   * @param source a device, a path or any word; null where the kernel ignores it
   * @param target where; it must exist
   * @param type the file system's type, null where the kernel ignores it
   * @param data options of the file system, as "size=64k,mode=755"; null for none
   */
  void mount(String source, Path target, String type, Set<MountFlag> flags, String data);

  /** Ends the topmost mount at {@code target}; EINVAL if nothing is mounted there. */
  void unmount(Path target, Set<MountFlag.Unmount> flags);

  /** All mounts, in the order in which the kernel lists them. */
  List<Mount> list();

  /** The topmost mount whose target is exactly {@code target}. */
  default Optional<Mount> find(Path target) {
    return list().stream().filter(m -> m.target().equals(target)).reduce((first, last) -> last);
  }

  /**
   * Makes a file or directory visible at another place.
   *
   * @param readOnly whether it can only be read there
   */
  default void bind(Path source, Path target, boolean readOnly) {
    mount(source.toString(), target, null, EnumSet.of(MountFlag.BIND, MountFlag.RECURSIVE), null);
    if (readOnly) {
      // the kernel ignores "read-only" in the call that binds
      EnumSet<MountFlag> flags = EnumSet.of(MountFlag.BIND, MountFlag.REMOUNT, MountFlag.READ_ONLY);
      mount(null, target, null, flags, null);
    }
  }

  /**
   * Mounts a file system in memory.
   *
   * @param sizeBytes its limit; 0 for the kernel's default, half of the memory
   */
  default void tmpfs(Path target, long sizeBytes) {
    String data = sizeBytes > 0 ? "size=" + sizeBytes : null;
    mount("tmpfs", target, "tmpfs", EnumSet.noneOf(MountFlag.class), data);
  }

  /** Sets a mount's propagation: PRIVATE, SLAVE or SHARED. */
  default void propagation(Path target, MountFlag kind, boolean recursive) {
    EnumSet<MountFlag> flags = EnumSet.of(kind);
    if (recursive) {
      flags.add(MountFlag.RECURSIVE);
    }
    mount(null, target, null, flags, null);
  }
}
