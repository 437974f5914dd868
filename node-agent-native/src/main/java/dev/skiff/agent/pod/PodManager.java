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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Gives each pod of this node a worker, and ends what no pod needs any more. */
public final class PodManager implements PodSource.Listener {

  private static final Logger LOG = Logger.getLogger(PodManager.class);

  private final PodServices shared;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

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
        || pod.getMetadata().getDeletionTimestamp() != null
        || "Succeeded".equals(phase)
        || "Failed".equals(phase)) {
      return false;
    }
    worker.evict(message);
    return true;
  }

  @Override
  public void podSet(Pod pod) {
    String uid = pod.getMetadata().getUid();
    PodWorker worker = workers.get(uid);
    if (worker != null) {
      worker.set(pod);
      return;
    }
    worker = new PodWorker(pod, shared, () -> workers.remove(uid));
    workers.put(uid, worker);
    worker.start();
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
    Thread.ofVirtual().name("orphans").start(this::removeOrphans);
  }

  /** Ends sandboxes and removes directories of pods that were deleted while the agent was away. */
  private void removeOrphans() {
    try {
      for (PodSandbox sandbox : shared.runtime().listPodSandbox(Map.of())) {
        String uid = sandbox.getLabelsMap().get(CriLabels.POD_UID);
        if (uid != null && !workers.containsKey(uid)) {
          var meta = sandbox.getMetadata();
          LOG.infof("removing pod %s/%s, deleted meanwhile", meta.getNamespace(), meta.getName());
          new PodCleaner(shared).removeAll(meta.getNamespace(), meta.getName(), uid);
        }
      }
    } catch (CriException e) {
      LOG.warnf("not all orphaned pods are removed: %s", e);
    }
    removeDirectories();
  }

  private void removeDirectories() {
    Path root = shared.node().dataDir().resolve("pods");
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> directories = Files.list(root)) {
      for (Path directory : directories.toList()) {
        if (!workers.containsKey(directory.getFileName().toString())) {
          PodVolumes.unmountBelow(directory, shared.mounts());
          Trees.delete(directory);
        }
      }
    } catch (IOException | KernelException e) {
      LOG.warnf("not all directories of deleted pods are removed: %s", e.getMessage());
    }
  }
}
