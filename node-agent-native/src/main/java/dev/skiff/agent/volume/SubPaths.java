package dev.skiff.agent.volume;

import dev.skiff.agent.container.ConfigException;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.mount.Mount;
import dev.skiff.iptables.mount.MountFlag;
import dev.skiff.iptables.mount.Mounts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;

/**
 * Mounts a part of a volume. The content of a volume belongs to its pods, who could turn a
 * directory into a link to somewhere else between a check and the mount. So the part is first
 * mounted at a place of the agent's, which pins it, and then the kernel is asked what was mounted.
 */
final class SubPaths {

  private SubPaths() {}

  /**
   * Mounts the part at a place of the agent's.
   *
   * @param subPath a path below the volume; directories are made if it is not there
   * @return the place
   */
  static Path bind(Path volume, String subPath, Path target, Mounts mounts) throws ConfigException {
    Path relative = Path.of(subPath).normalize();
    if (relative.isAbsolute() || relative.startsWith("..")) {
      throw failed("subPath \"" + subPath + "\" leaves the volume");
    }
    try {
      Path root = volume.toRealPath();
      Path wanted = root.resolve(relative);
      if (!Files.exists(wanted)) {
        makeDirectories(root, wanted, subPath);
      }
      Path source = wanted.toRealPath();
      requireInside(source.startsWith(root), subPath);
      makeTarget(source, target, mounts);
      mounts.mount(source.toString(), target, null, EnumSet.of(MountFlag.BIND), null);
      verify(root, target, subPath, mounts);
      return target;
    } catch (IOException | KernelException e) {
      throw failed(
          "failed to prepare subPath \"%s\" for volumeMount: %s"
              .formatted(subPath, e.getMessage()));
    }
  }

  /** Follows links that are there and stay inside, but none that appear meanwhile. */
  private static void makeDirectories(Path root, Path wanted, String subPath)
      throws ConfigException, IOException {
    Path there = wanted.getParent();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    Path real = there.toRealPath();
    requireInside(real.startsWith(root), subPath);
    FileDescriptor directory = FileDescriptor.openDirectory(root);
    try {
      for (Path name : root.relativize(real).resolve(there.relativize(wanted))) {
        if (name.toString().isEmpty()) {
          continue;
        }
        Path child = directory.path().resolve(name);
        makeDirectory(child);
        FileDescriptor parent = directory;
        directory = FileDescriptor.openDirectory(child);
        parent.close();
      }
      // As the volume: who may write there may write here.
      int mode = (int) Files.getAttribute(root, "unix:mode") & 07777;
      Ownership.setMode(directory.path(), mode);
    } finally {
      directory.close();
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // What it is shows when it is opened.
    }
  }

  private static void makeTarget(Path source, Path target, Mounts mounts) throws IOException {
    while (mounts.find(target).isPresent()) {
      mounts.unmount(target, EnumSet.of(MountFlag.Unmount.DETACH));
    }
    Files.createDirectories(target.getParent());
    Files.deleteIfExists(target);
    if (Files.isDirectory(source)) {
      Files.createDirectory(target);
    } else {
      Files.createFile(target);
    }
  }

  private static void verify(Path root, Path target, String subPath, Mounts mounts)
      throws ConfigException {
    Mount bound = mounts.find(target).orElseThrow();
    Mount holder =
        mounts.list().stream()
            .filter(m -> root.startsWith(m.target()))
            .max(Comparator.comparingInt(m -> m.target().getNameCount()))
            .orElseThrow();
    Path expected =
        Path.of(holder.root()).resolve(holder.target().relativize(root).toString()).normalize();
    boolean inside =
        bound.device().equals(holder.device()) && Path.of(bound.root()).startsWith(expected);
    if (!inside) {
      mounts.unmount(target, EnumSet.of(MountFlag.Unmount.DETACH));
    }
    requireInside(inside, subPath);
  }

  private static void requireInside(boolean inside, String subPath) throws ConfigException {
    if (!inside) {
      throw failed("subPath \"" + subPath + "\" leaves the volume");
    }
  }

  private static ConfigException failed(String message) {
    return ConfigException.config(message);
  }
}
