package dev.skiff.agent.pod;

import dev.skiff.agent.container.QosClass;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The control group that holds all containers of a pod; the OCI runtime makes it. */
final class PodCgroup {

  private static final Logger LOG = Logger.getLogger(PodCgroup.class);
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private PodCgroup() {}

  /** Its path in every hierarchy. */
  static String path(Pod pod) {
    String name = "pod" + pod.getMetadata().getUid();
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> "/kubepods/" + name;
      case BURSTABLE -> "/kubepods/burstable/" + name;
      case BEST_EFFORT -> "/kubepods/besteffort/" + name;
    };
  }

  /**
   * Removes it, in the unified hierarchy or in all of version 1, after its processes have ended.
   */
  static void remove(Pod pod) {
    String relative = path(pod).substring(1);
    try (Stream<Path> hierarchies = Files.list(ROOT)) {
      Stream.concat(Stream.of(ROOT), hierarchies.filter(Files::isDirectory))
          .map(h -> h.resolve(relative))
          .filter(Files::isDirectory)
          .toList()
          .forEach(PodCgroup::removeTree);
    } catch (IOException e) {
      LOG.debugf(e, "cannot list %s", ROOT);
    }
  }

  private static void removeTree(Path group) {
    List<Path> directories;
    try (Stream<Path> tree = Files.walk(group)) {
      directories = tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      // Somebody else, such as the OCI runtime, removes it at the same time.
      return;
    }
    for (Path directory : directories) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        return;
      } catch (IOException e) {
        LOG.debugf("cannot remove the control group %s: %s", directory, e.getMessage());
        return;
      }
    }
  }
}
