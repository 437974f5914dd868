package dev.skiff.agent.pod;

import dev.skiff.agent.api.GoDuration;
import dev.skiff.agent.container.BackOff;
import dev.skiff.agent.container.ContainerConfigs;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.RestartRules;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.probe.ProbeResults;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link Plan} by comparing a pod's spec with what the runtime has: init containers one
 * after the other, sidecars started before the next of them, then the containers, restarts as the
 * policy and the back-off allow. Changes nothing.
 */
final class Planner {

  private final Pod pod;
  private final PodRuntime runtime;
  private final Set<String> busy;
  private final Map<String, Waiting> failures;
  private final ProbeResults probes;
  private final BackOff backOff;
  private final Set<String> restarting;
  private final Instant now;

  private String start;
  private Instant wakeAt;
  private final Map<String, String> kill = new HashMap<>();
  private final Map<String, Waiting> waiting = new HashMap<>();

  private Planner(
      Pod pod,
      PodRuntime runtime,
      Set<String> busy,
      Map<String, Waiting> failures,
      ProbeResults probes,
      BackOff backOff,
      Set<String> restarting,
      Instant now) {
    this.pod = pod;
    this.runtime = runtime;
    this.busy = busy;
    this.failures = failures;
    this.probes = probes;
    this.backOff = backOff;
    this.restarting = restarting;
    this.now = now;
  }

  /**
   * Makes the plan.
   *
   * @param busy names of containers that are being started or stopped
   * @param failures what became of the last attempt to start a container, where it failed
   * @param restarting ids of containers that were stopped only to be started anew
   */
  static Plan plan(
      Pod pod,
      PodRuntime runtime,
      Set<String> busy,
      Map<String, Waiting> failures,
      ProbeResults probes,
      BackOff backOff,
      Set<String> restarting,
      Instant now) {
    return new Planner(pod, runtime, busy, failures, probes, backOff, restarting, now).plan();
  }

  private Plan plan() {
    List<Container> containers = pod.getSpec().getContainers();
    if (containers.stream().allMatch(this::done) || initFailed()) {
      return new Plan(false, true, null, Map.of(), Map.of(), null);
    }
    if (!runtime.sandboxReady()) {
      return new Plan(true, false, null, Map.of(), Map.of(), null);
    }
    if (initialised()) {
      containers.stream().filter(c -> !done(c)).forEach(this::run);
    }
    PodContainers.ephemeral(pod).forEach(this::runOnce);
    return new Plan(false, false, start, kill, waiting, wakeAt);
  }

  /** Ephemeral containers are started when the pod can take them, and never again. */
  private void runOnce(Container container) {
    if (!busy.contains(container.getName()) && runtime.latest(container.getName()) == null) {
      startWhenAllowed(container, null);
    }
  }

  /** Whether the containers may run; otherwise plans the next step towards it. */
  private boolean initialised() {
    boolean containersStarted =
        pod.getSpec().getContainers().stream().anyMatch(c -> runtime.current(c.getName()) != null);
    for (Container init : PodContainers.init(pod)) {
      ContainerStatus status = runtime.current(init.getName());
      if (PodContainers.isSidecar(pod, init)) {
        run(init);
        if (!containersStarted && !started(init, status)) {
          return false;
        }
      } else if (!containersStarted && !succeeded(status)) {
        run(init);
        return false;
      }
    }
    return true;
  }

  private boolean started(Container container, ContainerStatus status) {
    return status != null
        && status.getState() == ContainerState.CONTAINER_RUNNING
        && !busy.contains(container.getName())
        && probes.started(container, status.getId());
  }

  private void run(Container container) {
    String name = container.getName();
    if (busy.contains(name)) {
      return;
    }
    ContainerStatus status = runtime.current(name);
    if (status != null && status.getState() == ContainerState.CONTAINER_RUNNING) {
      keepRunning(container, status);
    } else if (status == null
        || status.getState() != ContainerState.CONTAINER_EXITED
        || restarts(container, status)) {
      startWhenAllowed(container, status);
    }
  }

  private void keepRunning(Container container, ContainerStatus status) {
    String name = container.getName();
    String hash = status.getAnnotationsMap().get(CriLabels.CONTAINER_HASH);
    if (hash != null && !hash.equals(ContainerConfigs.hash(container))) {
      kill.put(name, "Container " + name + " definition changed, will be restarted");
    } else if (probes.livenessFailed(status.getId())) {
      kill.put(name, "Container " + name + " failed liveness probe, will be restarted");
    } else if (probes.startupFailed(status.getId())) {
      kill.put(name, "Container " + name + " failed startup probe, will be restarted");
    }
  }

  private void startWhenAllowed(Container container, ContainerStatus status) {
    String name = container.getName();
    if (status != null && status.getState() == ContainerState.CONTAINER_EXITED) {
      String key = ContainerStarter.backOffKey(pod, container);
      Instant until = backOff.until(key, Times.instant(status.getFinishedAt()), now);
      if (until != null) {
        String message =
            "back-off %s restarting failed container=%s pod=%s"
                .formatted(GoDuration.of(backOff.delay(key)), name, PodContainers.format(pod));
        wait(name, new Waiting("CrashLoopBackOff", message, until));
        return;
      }
    }
    Waiting failure = failures.get(name);
    if (failure != null && failure.retryAt() != null && failure.retryAt().isAfter(now)) {
      wait(name, failure);
      return;
    }
    if (start == null) {
      start = name;
    }
  }

  private void wait(String name, Waiting why) {
    waiting.put(name, why);
    if (wakeAt == null || why.retryAt().isBefore(wakeAt)) {
      wakeAt = why.retryAt();
    }
  }

  /** Has ended and will not be started again. */
  private boolean done(Container container) {
    ContainerStatus status = runtime.latest(container.getName());
    return status != null
        && status.getState() == ContainerState.CONTAINER_EXITED
        && !busy.contains(container.getName())
        && !restarts(container, status);
  }

  private boolean initFailed() {
    return PodContainers.init(pod).stream()
        .filter(c -> !PodContainers.isSidecar(pod, c))
        .anyMatch(c -> done(c) && !succeeded(runtime.latest(c.getName())));
  }

  private boolean restarts(Container container, ContainerStatus status) {
    if (PodContainers.isInit(pod, container)
        && !PodContainers.isSidecar(pod, container)
        && status.getExitCode() == 0) {
      return false;
    }
    return restarting.contains(status.getId())
        || RestartRules.restarts(pod, container, status.getExitCode());
  }

  private static boolean succeeded(ContainerStatus status) {
    return status != null
        && status.getState() == ContainerState.CONTAINER_EXITED
        && status.getExitCode() == 0;
  }
}
