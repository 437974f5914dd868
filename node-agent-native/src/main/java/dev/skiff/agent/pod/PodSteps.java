package dev.skiff.agent.pod;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.v1.ContainerStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The steps of one pod that take time. Each runs on a virtual thread of its own and posts its
 * result to the worker's mailbox; all state here belongs to the worker's thread.
 */
final class PodSteps {

  private static final Logger LOG = Logger.getLogger(PodSteps.class);

  /** How long the first reason of a failed start stays visible before it is tried again. */
  private static final Duration RETRY_INITIAL = Duration.ofSeconds(2);

  private static final Duration RETRY_MAX = Duration.ofSeconds(20);

  private static final Duration STOP_RETRY = Duration.ofSeconds(1);

  private final PodServices shared;
  private final Mailbox mailbox;
  private final SandboxStarter sandboxes;
  private final ContainerStarter containers;
  private final PodTerminator terminator;

  private final Map<String, Waiting> failures = new HashMap<>();
  private final Map<String, Duration> retries = new HashMap<>();
  private final Map<String, Thread> starts = new HashMap<>();
  private final Set<String> stops = new HashSet<>();
  private Thread sandboxStart;
  private Instant sandboxRetryAt;
  private Duration sandboxRetry = Duration.ofSeconds(1);
  private int stoppingAll;
  private Duration stopGrace;
  private Instant stopRetryAt;

  PodSteps(PodServices shared, Mailbox mailbox) {
    this.shared = shared;
    this.mailbox = mailbox;
    sandboxes = new SandboxStarter(shared);
    containers = new ContainerStarter(shared);
    terminator = new PodTerminator(shared);
  }

  /** Names of containers that are being started or stopped. */
  Set<String> busy() {
    Set<String> busy = new HashSet<>(starts.keySet());
    busy.addAll(stops);
    return busy;
  }

  /** Names of containers that are being started. */
  Set<String> starts() {
    return Set.copyOf(starts.keySet());
  }

  /** Whether a container is being started; there is one at a time. */
  boolean starting() {
    return !starts.isEmpty();
  }

  /** Whether no step is going on. */
  boolean idle() {
    return starts.isEmpty() && stops.isEmpty() && sandboxStart == null && stoppingAll == 0;
  }

  /** Why containers could not be started. */
  Map<String, Waiting> failures() {
    return failures;
  }

  /** Begins to make a sandbox, or returns when to try again. */
  Instant startSandbox(Pod pod, PodRuntime runtime, Instant now) {
    if (sandboxStart != null) {
      return null;
    }
    if (sandboxRetryAt != null && sandboxRetryAt.isAfter(now)) {
      return sandboxRetryAt;
    }
    sandboxStart =
        Thread.ofVirtual()
            .name("sandbox-" + pod.getMetadata().getName())
            .start(
                () -> {
                  boolean started = sandboxes.start(pod, runtime);
                  mailbox.post(() -> sandboxStarted(started));
                });
    return null;
  }

  private void sandboxStarted(boolean success) {
    sandboxStart = null;
    if (success) {
      sandboxRetryAt = null;
      sandboxRetry = Duration.ofSeconds(1);
    } else {
      sandboxRetryAt = shared.clock().instant().plus(sandboxRetry);
      sandboxRetry = longer(sandboxRetry);
    }
  }

  /** Begins to start a container. */
  void startContainer(Pod pod, Container container, PodRuntime runtime, Map<String, Path> volumes) {
    String name = container.getName();
    int restartCount = runtime.restartCount(name) + 1;
    starts.put(
        name,
        Thread.ofVirtual()
            .name("start-" + name)
            .start(
                () -> {
                  Waiting failure = start(pod, container, runtime, volumes, restartCount);
                  mailbox.post(() -> started(name, failure));
                }));
  }

  /** Returns null when the container was started. */
  private Waiting start(
      Pod pod,
      Container container,
      PodRuntime runtime,
      Map<String, Path> volumes,
      int restartCount) {
    try {
      boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
      var place =
          new ContainerStarter.Place(
              pod,
              runtime.sandbox().getId(),
              SandboxConfigs.of(pod, runtime.sandbox().getMetadata().getAttempt(), shared.node()),
              hostNetwork ? shared.node().nodeIps() : runtime.ips(),
              volumes,
              targetId(pod, container, runtime));
      containers.start(place, container, restartCount);
      return null;
    } catch (ContainerStarter.StartException e) {
      Instant retryAt =
          e.reason.equals("ImagePullBackOff") ? shared.images().retryAt(pod, container) : null;
      return new Waiting(e.reason, e.getMessage(), retryAt);
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "start of container %s", container.getName());
      return new Waiting("CreateContainerError", e.getMessage(), null);
    } catch (InterruptedException e) {
      return new Waiting("ContainerCreating", null, null);
    }
  }

  private static String targetId(Pod pod, Container container, PodRuntime runtime) {
    String name = PodContainers.targetName(pod, container);
    ContainerStatus target = name == null ? null : runtime.current(name);
    return target == null ? null : target.getId();
  }

  private void started(String name, Waiting failure) {
    starts.remove(name);
    if (failure == null) {
      failures.remove(name);
      retries.remove(name);
      return;
    }
    if (failure.retryAt() == null) {
      Duration wait = retries.getOrDefault(name, RETRY_INITIAL);
      retries.put(name, longer(wait));
      failure =
          new Waiting(failure.reason(), failure.message(), shared.clock().instant().plus(wait));
    }
    failures.put(name, failure);
  }

  /** Begins to stop a container that will be started again. */
  void stopContainer(
      Pod pod,
      Container container,
      String id,
      List<String> podIps,
      Duration grace,
      String message) {
    String name = container.getName();
    stops.add(name);
    Thread.ofVirtual()
        .name("stop-" + name)
        .start(
            () -> {
              try {
                terminator.stop(pod, container, id, podIps, grace, message);
              } catch (RuntimeException e) {
                LOG.warnf("cannot stop container %s: %s", id, e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              mailbox.post(() -> stops.remove(name));
            });
  }

  /** Ends starts that are going on: the pod ends. */
  void interruptStarts() {
    starts.values().forEach(Thread::interrupt);
  }

  /**
   * Begins to stop everything, or stops it sooner if the grace period was made shorter. Returns
   * when to try again after the runtime refused, else null.
   */
  Instant stopAll(Pod pod, PodRuntime runtime, Duration grace, Instant now) {
    boolean sooner = stoppingAll > 0 && grace.compareTo(stopGrace) < 0;
    if (!(stoppingAll == 0 && starts.isEmpty() && sandboxStart == null) && !sooner) {
      return null;
    }
    if (stopRetryAt != null && stopRetryAt.isAfter(now)) {
      return stopRetryAt;
    }
    stopGrace = grace;
    stoppingAll++;
    Thread.ofVirtual()
        .name("stop-" + pod.getMetadata().getName())
        .start(
            () -> {
              try {
                terminator.stopAll(pod, runtime, grace);
              } catch (RuntimeException e) {
                LOG.warnf("cannot stop pod %s: %s", pod.getMetadata().getName(), e);
                mailbox.post(() -> stopRetryAt = shared.clock().instant().plus(STOP_RETRY));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              mailbox.post(() -> stoppingAll--);
            });
    return null;
  }

  private static Duration longer(Duration wait) {
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
  }
}
