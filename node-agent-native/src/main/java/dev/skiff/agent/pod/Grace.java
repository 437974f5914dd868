package dev.skiff.agent.pod;

import dev.skiff.agent.probe.ProbeResults;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/** How long containers are given to end by themselves. */
final class Grace {

  private static final long DEFAULT_SECONDS = 30;

  /** As good as for ever, and still a moment that can be reckoned with: 100 years. */
  private static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();

  private Grace() {}

  /** What the deletion grants, else the pod's spec. */
  static Duration of(Pod pod) {
    Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
    if (seconds == null) {
      seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    }
    return duration(seconds == null ? DEFAULT_SECONDS : seconds);
  }

  /** What a probe that failed grants, else the pod's spec. */
  static Duration forProbe(Pod pod, Container container, ProbeResults probes, String containerId) {
    Probe failed =
        probes.startupFailed(containerId)
            ? container.getStartupProbe()
            : probes.livenessFailed(containerId) ? container.getLivenessProbe() : null;
    if (failed != null && failed.getTerminationGracePeriodSeconds() != null) {
      return duration(failed.getTerminationGracePeriodSeconds());
    }
    return of(pod);
  }

  private static Duration duration(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 0, MOST_SECONDS));
  }
}
