package dev.skiff.agent.housekeeping;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.ContainerState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;

/**
 * Keeps the logs of containers small: one that has grown too large is moved aside, the runtime
 * opens a new one, and of the old ones a few stay, compressed but for the last. Names are
 * upstream's: {@code 0.log.20060102-150405(.gz)}.
 */
public final class LogRotation {

  private static final Logger LOG = Logger.getLogger(LogRotation.class);
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String COMPRESSED = ".gz";

  private final RuntimeService runtime;
  private final Path directory;
  private final long maxBytes;
  private final int maxFiles;
  private final InstantSource clock;

  /**
   * Rotation that was not done yet.
   *
   * @param directory {@code /var/log/pods}, with a directory per pod and in it one per container
   * @param maxBytes how large a log may grow before it is moved aside
   * @param maxFiles how many files a container has, the one in use among them; at least 2
   */
  public LogRotation(
      RuntimeService runtime, Path directory, long maxBytes, int maxFiles, InstantSource clock) {
    this.runtime = runtime;
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
    this.clock = clock;
  }

  /** Looks at all logs and rotates those that need it. */
  public void run() {
    try {
      List<Path> large = tooLarge();
      if (large.isEmpty()) {
        return;
      }
      for (Container container : runtime.listContainers(Map.of())) {
        if (container.getState() == ContainerState.CONTAINER_RUNNING) {
          rotate(container.getId(), large);
        }
      }
    } catch (IOException | UncheckedIOException | CriException e) {
      LOG.warnf("logs of containers are not rotated: %s", e.getMessage());
    }
  }

  /** A container that is gone by now, or whose log cannot be moved, keeps no other one waiting. */
  private void rotate(String id, List<Path> large) {
    try {
      Path log = Path.of(runtime.containerStatus(id).getLogPath());
      if (large.contains(log)) {
        rotate(log, id);
      }
    } catch (IOException | UncheckedIOException | CriException e) {
      LOG.warnf("the log of container %s is not rotated: %s", id, e.getMessage());
    }
  }

  private List<Path> tooLarge() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> large = new ArrayList<>();
    for (Path pod : list(directory)) {
      for (Path container : list(pod)) {
        for (Path file : list(container)) {
          if (file.toString().endsWith(".log") && size(file) > maxBytes) {
            large.add(file);
          }
        }
      }
    }
    return large;
  }

  /** Nothing for what is no directory, or not there any more. */
  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void rotate(Path log, String id) throws IOException {
    List<Path> old = new ArrayList<>(rotated(log));
    while (old.size() > Math.max(0, maxFiles - 2)) {
      Files.deleteIfExists(old.removeFirst());
    }
    for (Path file : old) {
      if (!file.toString().endsWith(COMPRESSED)) {
        compressIfPossible(file);
      }
    }
    Path aside = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(clock.instant()));
    Files.move(log, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      runtime.reopenContainerLog(id);
    } catch (CriException e) {
      // The runtime goes on writing to the file: it keeps its name.
      Files.move(aside, log, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
  }

  /** The files that a log was moved to, the oldest first. */
  public static List<Path> rotated(Path log) throws IOException {
    String prefix = log.getFileName() + ".";
    return list(log.getParent()).stream()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .toList();
  }

  /** On a disk that is full there may be no room for it: the log has to be moved all the more. */
  private static void compressIfPossible(Path file) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + COMPRESSED);
    try {
      compress(file, next);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      LOG.warnf("%s is not compressed: %s", file, e.getMessage());
    }
  }

  private static void compress(Path file, Path next) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(next))) {
      Files.copy(file, out);
    }
    Files.move(
        next, file.resolveSibling(file.getFileName() + COMPRESSED), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(file);
  }
}
