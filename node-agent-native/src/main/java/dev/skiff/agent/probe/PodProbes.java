package dev.skiff.agent.probe;

import dev.skiff.agent.pod.EventRecorder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The probes of one pod's running containers. Used by the pod's worker alone, except for the loops
 * it starts.
 */
public final class PodProbes implements ProbeResults {

  private final ProbeRunner runner;
  private final EventRecorder events;
  private final Runnable changed;
  private final Map<String, Map<ProbeKind, Running>> loops = new HashMap<>();
  private final Set<String> knownStarted = new HashSet<>();
  private final Set<String> knownReady = new HashSet<>();

  private record Running(ProbeLoop loop, Thread thread) {}

  /**
   * No probes yet.
   *
   * @param changed called from another thread when a result changed
   */
  public PodProbes(ProbeRunner runner, EventRecorder events, Runnable changed) {
    this.runner = runner;
    this.events = events;
    this.changed = changed;
  }

  /**
   * Takes over what a pod's status tells of its containers from before the agent's restart: it
   * counts until their probes tell otherwise.
   */
  public void adopt(Pod pod) {
    if (pod.getStatus() == null) {
      return;
    }
    Stream.of(pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream)
        .filter(status -> String.valueOf(status.getContainerID()).contains("://"))
        .forEach(this::adopt);
  }

  private void adopt(ContainerStatus status) {
    String id = status.getContainerID().substring(status.getContainerID().indexOf("://") + 3);
    if (Boolean.TRUE.equals(status.getStarted())) {
      knownStarted.add(id);
    }
    if (Boolean.TRUE.equals(status.getReady())) {
      knownReady.add(id);
    }
  }

  /**
   * Starts the probes of a container that runs, except those that are started already and those
   * that have to wait for the success of its startup probe (call again after it).
   */
  public void start(
      Pod pod, Container container, String containerId, Instant startedAt, String podIp) {
    Map<ProbeKind, Running> running =
        loops.computeIfAbsent(containerId, id -> new EnumMap<>(ProbeKind.class));
    for (ProbeKind kind : ProbeKind.values()) {
      boolean due = kind == ProbeKind.STARTUP || started(container, containerId);
      boolean over = kind == ProbeKind.STARTUP && knownStarted.contains(containerId);
      if (kind.of(container) == null || !due || over || running.containsKey(kind)) {
        continue;
      }
      ProbeLoop loop =
          new ProbeLoop(
              pod, container, containerId, startedAt, podIp, kind, runner, events, changed);
      String name = kind.title() + "-" + container.getName();
      running.put(kind, new Running(loop, Thread.ofVirtual().name(name).start(loop)));
    }
  }

  /** Ends the probes of all containers but these. */
  public void retain(Set<String> containerIds) {
    for (String id : new HashSet<>(loops.keySet())) {
      if (!containerIds.contains(id)) {
        stop(id);
      }
    }
  }

  /** Ends liveness and startup probes: a pod that ends is not restarted. */
  public void stopRestarting() {
    loops.keySet().forEach(this::stopRestarting);
  }

  /** Ends them for one container that is being stopped; it stays ready until it has ended. */
  public void stopRestarting(String containerId) {
    Map<ProbeKind, Running> container = loops.getOrDefault(containerId, Map.of());
    for (ProbeKind kind : Set.of(ProbeKind.LIVENESS, ProbeKind.STARTUP)) {
      if (container.get(kind) != null) {
        container.get(kind).thread.interrupt();
      }
    }
  }

  /** Ends a container's probes. */
  private void stop(String containerId) {
    Map<ProbeKind, Running> removed = loops.remove(containerId);
    if (removed != null) {
      removed.values().forEach(r -> r.thread.interrupt());
    }
  }

  @Override
  public boolean started(Container container, String containerId) {
    return container.getStartupProbe() == null
        || knownStarted.contains(containerId)
        || Boolean.TRUE.equals(result(containerId, ProbeKind.STARTUP));
  }

  @Override
  public boolean ready(Container container, String containerId) {
    Boolean result = result(containerId, ProbeKind.READINESS);
    return container.getReadinessProbe() == null
        || (result == null ? knownReady.contains(containerId) : result);
  }

  @Override
  public boolean livenessFailed(String containerId) {
    return Boolean.FALSE.equals(result(containerId, ProbeKind.LIVENESS));
  }

  @Override
  public boolean startupFailed(String containerId) {
    return Boolean.FALSE.equals(result(containerId, ProbeKind.STARTUP));
  }

  private Boolean result(String containerId, ProbeKind kind) {
    Map<ProbeKind, Running> container = loops.get(containerId);
    Running running = container == null ? null : container.get(kind);
    return running == null ? null : running.loop.result();
  }
}
