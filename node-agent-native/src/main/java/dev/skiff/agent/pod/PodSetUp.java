package dev.skiff.agent.pod;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.volume.PodVolumes;
import dev.skiff.agent.volume.VolumeException;
import dev.skiff.iptables.libc.KernelException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Has a pod's volumes made and kept up to date. Used by the pod's worker alone. */
final class PodSetUp {

  private static final Logger LOG = Logger.getLogger(PodSetUp.class);
  private static final Duration RETRY_INITIAL = Duration.ofMillis(500);
  private static final Duration RETRY_MAX = Duration.ofMinutes(2);

  private final PodServices shared;
  private final PodVolumes volumes;
  private Map<String, Path> paths;
  private boolean stale = true;
  private Instant retryAt;
  private Duration retry = RETRY_INITIAL;

  PodSetUp(PodServices shared, String podUid, Mailbox mailbox) {
    this.shared = shared;
    this.volumes =
        new PodVolumes(
            podUid,
            shared.node(),
            shared.config(),
            shared.tokens(),
            shared.mounts(),
            shared.clock(),
            () -> mailbox.post(this::invalidate));
  }

  /** Something that volumes show may have changed. */
  void invalidate() {
    stale = true;
    retryAt = null;
  }

  /** Makes or updates the volumes if need be; returns whether containers can use them. */
  boolean ready(Pod pod, List<String> podIps, Instant now) {
    if (retryAt != null && !retryAt.isAfter(now)) {
      stale = true;
      retryAt = null;
    }
    if (stale && retryAt == null) {
      try {
        paths = volumes.setUp(pod, podIps);
        stale = false;
        retry = RETRY_INITIAL;
        retryAt = volumes.nextRenewal();
      } catch (VolumeException e) {
        shared
            .events()
            .event(
                PodContainers.reference(pod), EventRecorder.WARNING, "FailedMount", e.getMessage());
        retryAt = now.plus(retry);
        retry = retry.compareTo(RETRY_MAX) < 0 ? retry.multipliedBy(2) : RETRY_MAX;
      }
    }
    return paths != null;
  }

  /**
   * Renews what runs out, in a pod that ends: it may take its time.
   *
   * @return when to call again; null for not at all
   */
  Instant refresh(Pod pod, List<String> podIps, Instant now) {
    if (paths == null) {
      return null;
    }
    if (retryAt != null && !retryAt.isAfter(now)) {
      ready(pod, podIps, now);
    }
    return retryAt;
  }

  /** When {@link #ready} has something to do although nothing happened; null for never. */
  Instant retryAt() {
    return retryAt;
  }

  /** The volumes' host paths by name. */
  Map<String, Path> paths() {
    return paths;
  }

  void tearDown() {
    try {
      volumes.tearDown();
    } catch (IOException | KernelException e) {
      LOG.warnf("volumes are not all removed: %s", e.getMessage());
    }
  }
}
