package dev.skiff.agent.probe;

import io.fabric8.kubernetes.api.model.Container;

/** What the probes of a pod's containers have found so far. */
public interface ProbeResults {

  /** Whether the startup probe succeeded, or there is none. */
  boolean started(Container container, String containerId);

  /** Whether the readiness probe succeeds, or there is none. */
  boolean ready(Container container, String containerId);

  /** Whether the container has to be restarted because its liveness probe failed. */
  boolean livenessFailed(String containerId);

  /** Whether the container has to be restarted because its startup probe failed. */
  boolean startupFailed(String containerId);
}
