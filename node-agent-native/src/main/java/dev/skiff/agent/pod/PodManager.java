package dev.skiff.agent.pod;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.PodSandbox;
import dev.skiff.agent.volume.PodVolumes;
import dev.skiff.agent.volume.Trees;
import dev.skiff.iptables.libc.KernelException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Gives each pod of this node a worker, and ends what no pod needs any more. */
public final class PodManager implements PodSource.Listener {

  private static final Logger LOG = Logger.getLogger(PodManager.class);
  private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

  private final PodServices shared;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private boolean started;

  /** A manager of no pods; subscribe it to a {@link PodSource}. */
  public PodManager(PodServices shared) {
    this.shared = shared;
  }

  /** The pods of this node as they were last set. */
  public List<Pod> pods() {
    return workers.values().stream().map(PodWorker::pod).toList();
  }

  /** Ends a pod because the node runs out of something; false when it ends anyhow. */
  public boolean evict(Pod pod, String message) {
    PodWorker worker = workers.get(pod.getMetadata().getUid());
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if (worker == null
        || worker.ends()
        || pod.getMetadata().getDeletionTimestamp() != null
        || "Succeeded".equals(phase)
        || "Failed".equals(phase)) {
      return false;
    }
    worker.evict(message);
    return true;
  }

  @Override
  public synchronized void podSet(Pod pod) {
    String uid = pod.getMetadata().getUid();
    PodWorker worker = workers.get(uid);
    if (worker != null) {
      worker.set(pod);
      return;
    }
    worker = new PodWorker(pod, shared, () -> workers.remove(uid));
    workers.put(uid, worker);
    if (started) {
      worker.start();
    }
  }

  @Override
  public void podRemoved(Pod pod) {
    PodWorker worker = workers.get(pod.getMetadata().getUid());
    if (worker != null) {
      worker.remove();
    }
  }

  @Override
  public void synced() {
    Thread.ofVirtual().name("first pods").start(this::startAll);
  }

  /** Counts the pods that run already before any new one is let in. */
  private void startAll() {
    try {
      Set<String> present = new HashSet<>();
      awaitSandboxes().forEach(sandbox -> present.add(uid(sandbox)));
      synchronized (this) {
        workers.forEach((uid, worker) -> worker.adopt(present.contains(uid)));
        workers.values().forEach(PodWorker::start);
        started = true;
      }
      removeOrphans();
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  private List<PodSandbox> awaitSandboxes() throws InterruptedException {
    while (true) {
      try {
        return shared.runtime().listPodSandbox(Map.of());
      } catch (CriException e) {
        LOG.debugf("pods are not started yet: %s", e);
        Thread.sleep(RUNTIME_RETRY);
      }
    }
  }

  /** Null for one that is not a pod's of Kubernetes. */
  private static String uid(PodSandbox sandbox) {
    return sandbox.getLabelsMap().get(CriLabels.POD_UID);
  }

  /** Ends sandboxes and removes files of pods that were deleted while the agent was away. */
  private void removeOrphans() {
    try {
      for (PodSandbox sandbox : shared.runtime().listPodSandbox(Map.of())) {
        String uid = uid(sandbox);
        if (uid != null && !workers.containsKey(uid)) {
          var meta = sandbox.getMetadata();
          LOG.infof("removing pod %s/%s, deleted meanwhile", meta.getNamespace(), meta.getName());
          new PodCleaner(shared).removeAll(meta.getNamespace(), meta.getName(), uid);
        }
      }
    } catch (CriException e) {
      LOG.warnf("not all orphaned pods are removed: %s", e);
    }
    removeFiles();
  }

  private void removeFiles() {
    try {
      for (Path directory : list(shared.node().podsDir())) {
        if (!workers.containsKey(directory.getFileName().toString())) {
          removeFiles(directory);
        }
      }
      for (Path end : list(shared.node().podEndsDir())) {
        String uid = end.getFileName().toString().replaceFirst("\\..*", "");
        if (!workers.containsKey(uid)) {
          Files.deleteIfExists(end);
        }
      }
    } catch (IOException e) {
      LOG.warnf("not all files of deleted pods are removed: %s", e.getMessage());
    }
  }

  /** What cannot be removed of one pod stays; the others' is removed. */
  private void removeFiles(Path directory) {
    try {
      PodVolumes.unmountBelow(directory, shared.mounts());
      Trees.delete(directory);
    } catch (IOException | KernelException e) {
      LOG.warnf("%s is not removed: %s", directory, e.getMessage());
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
