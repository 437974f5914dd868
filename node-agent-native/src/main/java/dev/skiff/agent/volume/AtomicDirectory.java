package dev.skiff.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory whose files change all at once: they are written to a directory of their own, {@code
 * ..data} is a link to it that is swapped by a rename, and the visible names are links through
 * {@code ..data}. This is the layout of upstream's volumes, on which programs that watch files
 * depend.
 */
final class AtomicDirectory {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("..yyyy_MM_dd_HH_mm_ss.nnnnnnnnn");

  private final Path directory;
  private final Path data;

  AtomicDirectory(Path directory) {
    this.directory = directory;
    this.data = directory.resolve("..data");
  }

  /**
   * Makes {@code files} (by path relative to the directory) the whole content.
   *
   * @param group owner group of everything, null for none
   */
  void write(Map<String, FileContent> files, Long group) throws IOException {
    Files.createDirectories(directory);
    Path version = directory.resolve(LocalDateTime.now(ZoneOffset.UTC).format(NAME));
    Files.createDirectory(version);
    Ownership.setMode(version, 0755);
    for (var entry : files.entrySet()) {
      Path file = version.resolve(entry.getKey()).normalize();
      if (!file.startsWith(version)) {
        throw new IOException("path leaves the volume: " + entry.getKey());
      }
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue().data());
      Ownership.setMode(file, entry.getValue().mode());
      if (entry.getValue().owner() != null) {
        Ownership.setOwner(file, entry.getValue().owner());
      }
    }
    if (group != null) {
      Ownership.setGroup(version, group, true);
    }
    Path previous = current();
    Path link = directory.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, version.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
    linkNames(files.keySet());
    if (previous != null) {
      Trees.delete(previous);
    }
  }

  /** The directory that is visible now, or null. It is here, wherever the link says it is. */
  private Path current() throws IOException {
    try {
      return directory.resolve(Files.readSymbolicLink(data).getFileName());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void linkNames(Set<String> paths) throws IOException {
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      names.add(Path.of(path).normalize().getName(0).toString());
    }
    for (String name : names) {
      Path link = directory.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of("..data", name));
      }
    }
    List<Path> present;
    try (Stream<Path> stream = Files.list(directory)) {
      present = stream.toList();
    }
    for (Path path : present) {
      String name = path.getFileName().toString();
      if (!name.startsWith("..") && !names.contains(name)) {
        Files.delete(path);
      }
    }
  }
}
