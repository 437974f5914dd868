package dev.skiff.agent.pod;

import dev.skiff.agent.container.LifecycleHooks.HookException;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.cri.v1.PodSandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Stops containers gracefully, one or all of a pod. Blocks. */
final class PodTerminator {

  private static final Logger LOG = Logger.getLogger(PodTerminator.class);

  /** Even a grace period of nothing leaves the preStop hook and SIGTERM this much. */
  private static final Duration MINIMUM_GRACE = Duration.ofSeconds(2);

  private final PodServices shared;

  PodTerminator(PodServices shared) {
    this.shared = shared;
  }

  /**
   * Stops all containers: the ordinary ones at once, then sidecars from the last to the first in
   * what is left of the grace period; then the sandboxes.
   */
  void stopAll(Pod pod, PodRuntime runtime, Duration grace) throws InterruptedException {
    Instant end = shared.clock().instant().plus(grace);
    List<Thread> stopping = new ArrayList<>();
    for (Container container : PodContainers.everything(pod)) {
      if (!PodContainers.isSidecar(pod, container)) {
        stopping.add(
            Thread.ofVirtual()
                .name("stop-" + container.getName())
                .start(() -> stopQuietly(pod, runtime, container, grace)));
      }
    }
    for (Thread thread : stopping) {
      thread.join();
    }
    for (Container container : PodContainers.init(pod).reversed()) {
      if (PodContainers.isSidecar(pod, container)) {
        Duration left = Duration.between(shared.clock().instant(), end);
        stopQuietly(pod, runtime, container, left.isNegative() ? Duration.ZERO : left);
      }
    }
    for (PodSandbox sandbox : runtime.sandboxes()) {
      shared.runtime().stopPodSandbox(sandbox.getId());
    }
  }

  private void stopQuietly(Pod pod, PodRuntime runtime, Container container, Duration grace) {
    for (ContainerStatus status :
        runtime.containers().getOrDefault(container.getName(), List.of())) {
      if (status.getState() == ContainerState.CONTAINER_RUNNING) {
        try {
          stop(
              pod,
              container,
              status.getId(),
              runtime.ips(),
              grace,
              "Stopping container " + container.getName());
        } catch (CriException e) {
          LOG.warnf("cannot stop container %s: %s", status.getId(), e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Stops one container: preStop hook, SIGTERM, and SIGKILL when the grace period is over. */
  void stop(
      Pod pod, Container container, String id, List<String> podIps, Duration grace, String message)
      throws InterruptedException {
    shared
        .events()
        .event(PodContainers.reference(pod, container), EventRecorder.NORMAL, "Killing", message);
    Instant begun = shared.clock().instant();
    var lifecycle = container.getLifecycle();
    if (lifecycle != null && lifecycle.getPreStop() != null && !grace.isZero()) {
      preStop(pod, container, id, podIps, grace);
    }
    // The runtime counts whole seconds: only whole ones are taken from it.
    Duration elapsed = Duration.between(begun, shared.clock().instant());
    Duration left = grace.minusSeconds(elapsed.toSeconds());
    if (left.compareTo(MINIMUM_GRACE) < 0 && !grace.isZero()) {
      left = grace.compareTo(MINIMUM_GRACE) < 0 ? grace : MINIMUM_GRACE;
    }
    shared.runtime().stopContainer(id, left);
  }

  /** Runs the hook, but not longer than the grace period. */
  private void preStop(Pod pod, Container container, String id, List<String> podIps, Duration grace)
      throws InterruptedException {
    String ip = podIps.isEmpty() ? shared.node().nodeIp() : podIps.getFirst();
    Thread hook =
        Thread.ofVirtual()
            .name("preStop-" + container.getName())
            .start(
                () -> {
                  try {
                    shared.hooks().run(container.getLifecycle().getPreStop(), container, id, ip);
                  } catch (HookException e) {
                    shared
                        .events()
                        .event(
                            PodContainers.reference(pod, container),
                            EventRecorder.WARNING,
                            "FailedPreStopHook",
                            "PreStopHook failed");
                  } catch (InterruptedException e) {
                    // The grace period is over.
                  }
                });
    if (!hook.join(grace)) {
      hook.interrupt();
    }
  }
}
