package dev.skiff.agent.pod;

import dev.skiff.agent.container.TerminationMessages;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.cri.v1.PodSandbox;
import dev.skiff.agent.housekeeping.LogRotation;
import dev.skiff.agent.volume.Trees;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Removes what is not needed any more from the runtime and the disk. Blocks. */
final class PodCleaner {

  private static final Logger LOG = Logger.getLogger(PodCleaner.class);

  private final PodServices shared;

  PodCleaner(PodServices shared) {
    this.shared = shared;
  }

  /** Keeps of a container that restarts its present and its last instance. */
  void pruneRestarts(PodRuntime runtime) {
    for (List<ContainerStatus> all : runtime.containers().values()) {
      for (ContainerStatus old : all.subList(Math.min(2, all.size()), all.size())) {
        if (old.getState() != ContainerState.CONTAINER_RUNNING) {
          shared.runtime().removeContainer(old.getId());
          deleteLogs(Path.of(old.getLogPath()));
          TerminationMessages.file(old).ifPresent(PodCleaner::deleteQuietly);
        }
      }
    }
    if (!runtime.sandboxReady()) {
      return;
    }
    for (PodSandbox old : runtime.sandboxes().subList(1, runtime.sandboxes().size())) {
      if (!runtime.sandboxOf().containsValue(old.getId())) {
        shared.runtime().removePodSandbox(old.getId());
      }
    }
  }

  void removeAll(Pod pod) {
    var meta = pod.getMetadata();
    removeAll(meta.getNamespace(), meta.getName(), meta.getUid());
  }

  /** Removes all of a pod from the runtime, and its logs. */
  void removeAll(String namespace, String name, String uid) {
    for (PodSandbox sandbox : shared.runtime().listPodSandbox(Map.of(CriLabels.POD_UID, uid))) {
      shared.runtime().stopPodSandbox(sandbox.getId());
      shared.runtime().removePodSandbox(sandbox.getId());
    }
    for (Container container : shared.runtime().listContainers(Map.of(CriLabels.POD_UID, uid))) {
      shared.runtime().removeContainer(container.getId());
    }
    PodCgroup.remove(uid);
    Path logs = shared.node().podLogDir(namespace, name, uid);
    deleteLinks(logs);
    deleteQuietly(logs);
  }

  /** Links that lead to a log, or into a directory of logs. */
  private void deleteLinks(Path logs) {
    try (Stream<Path> links = list(shared.node().containerLogsDir())) {
      links.filter(link -> leadsInto(link, logs)).forEach(PodCleaner::deleteQuietly);
    }
  }

  private static Stream<Path> list(Path directory) {
    try {
      return Files.isDirectory(directory) ? Files.list(directory) : Stream.empty();
    } catch (IOException e) {
      LOG.debugf("cannot list %s: %s", directory, e.getMessage());
      return Stream.empty();
    }
  }

  private static boolean leadsInto(Path link, Path directory) {
    try {
      return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(directory);
    } catch (IOException e) {
      return false;
    }
  }

  private void deleteLogs(Path log) {
    deleteLinks(log);
    deleteQuietly(log);
    try {
      LogRotation.rotated(log).forEach(PodCleaner::deleteQuietly);
    } catch (IOException e) {
      LOG.debugf("cannot delete %s: %s", log, e.getMessage());
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Trees.delete(path);
    } catch (IOException e) {
      LOG.debugf("cannot delete %s: %s", path, e.getMessage());
    }
  }
}
