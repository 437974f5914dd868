package dev.skiff.iptables.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What both versions have in common: cgroups are directories, found below one or more roots. */
public abstract sealed class KernelCgroups implements Cgroups
    permits KernelCgroupsV1, KernelCgroupsV2 {
  /**
   * The cgroups of this machine.
   *
   * @param root where they are mounted, as /sys/fs/cgroup
   */
  public static Cgroups at(Path root) {
    return Files.exists(root.resolve("cgroup.controllers"))
        ? new KernelCgroupsV2(root)
        : new KernelCgroupsV1(root);
  }

  /** The roots of all trees. */
  abstract List<Path> roots() throws IOException;

  @Override
  public void create(String name) throws IOException {
    for (Path root : roots()) {
      Path directory = root;
      for (Path part : Path.of(name)) {
        prepare(directory);
        directory = directory.resolve(part);
        if (!Files.isDirectory(directory)) {
          Files.createDirectory(directory);
          created(directory);
        }
      }
    }
  }

  /** Called for a directory before a child of it is made. */
  void prepare(Path parent) throws IOException {}

  /** Called for a directory that was just made. */
  void created(Path directory) throws IOException {}

  @Override
  public boolean exists(String name) {
    try {
      List<Path> roots = roots();
      return !roots.isEmpty() && roots.stream().allMatch(r -> Files.isDirectory(r.resolve(name)));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void add(String name, long pid) throws IOException {
    for (Path root : roots()) {
      Files.writeString(root.resolve(name).resolve("cgroup.procs"), Long.toString(pid));
    }
  }

  @Override
  public List<Long> processes(String name) throws IOException {
    List<Path> roots = roots();
    if (roots.isEmpty()) {
      return List.of();
    }
    return Files.readAllLines(roots.getFirst().resolve(name).resolve("cgroup.procs")).stream()
        .map(Long::parseLong)
        .toList();
  }

  @Override
  public void delete(String name) throws IOException {
    for (Path root : roots()) {
      delete(root.resolve(name));
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path child : children(directory)) {
      delete(child);
    }
    Files.deleteIfExists(directory);
  }

  static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, Files::isDirectory)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return children;
  }

  /** Writes a limit where the kernel has a file for it. */
  static void write(Path file, String value) throws IOException {
    if (Files.exists(file)) {
      Files.writeString(file, value);
    }
  }
}
