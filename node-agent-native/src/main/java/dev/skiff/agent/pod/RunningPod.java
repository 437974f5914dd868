package dev.skiff.agent.pod;

import dev.skiff.agent.container.BackOff;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.probe.PodProbes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A pod that shall run: probes its containers, and begins the next steps towards what the spec asks
 * for. Used by the pod's worker alone.
 */
final class RunningPod {
  private static final Duration BACK_OFF_INITIAL = Duration.ofSeconds(10);
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(300);

  private final PodServices shared;
  private final PodProbes probes;
  private final PodSetUp setUp;
  private final PodSteps steps;
  private final PodResizer resizer;
  private final PodCleaner cleaner;
  private final Consumer<Instant> due;
  private final BackOff backOff = new BackOff(BACK_OFF_INITIAL, BACK_OFF_MAX);
  private Map<String, Waiting> waiting = Map.of();

  /**
   * @param due told when to look again; null for never
   */
  RunningPod(
      PodServices shared,
      PodProbes probes,
      PodSetUp setUp,
      PodSteps steps,
      PodResizer resizer,
      PodCleaner cleaner,
      Consumer<Instant> due) {
    this.shared = shared;
    this.probes = probes;
    this.setUp = setUp;
    this.steps = steps;
    this.resizer = resizer;
    this.cleaner = cleaner;
    this.due = due;
  }

  /** Why containers are not running yet, by their names. */
  Map<String, Waiting> waiting() {
    return waiting;
  }

  /** Begins what comes next; false if there is nothing to do any more. */
  boolean advance(Pod pod, PodRuntime runtime, Instant now) {
    probe(pod, runtime);
    Plan plan =
        Planner.plan(
            pod,
            runtime,
            steps.busy(),
            steps.failures(),
            probes,
            backOff,
            resizer.restarting(),
            now);
    if (plan.finished()) {
      return false;
    }
    due.accept(plan.wakeAt());
    tellBackOff(pod, plan);
    waiting = new HashMap<>(steps.failures());
    waiting.putAll(plan.waiting());
    if (!setUp.ready(pod, runtime.ips(), now)) {
      due.accept(setUp.retryAt());
      return true;
    }
    due.accept(setUp.retryAt());
    if (plan.newSandbox()) {
      due.accept(steps.startSandbox(pod, runtime, now));
      return true;
    }
    Map<String, String> restarts = resizer.act(pod, runtime, now);
    due.accept(resizer.retryAt());
    restarts.keySet().removeAll(steps.busy());
    restarts.putAll(plan.kill());
    restarts.forEach((name, message) -> kill(pod, name, message, runtime));
    if (plan.start() != null && !steps.starting()) {
      Container container = PodContainers.named(pod, plan.start());
      ContainerStatus last = runtime.current(container.getName());
      if (last != null && last.getState() == ContainerState.CONTAINER_EXITED) {
        backOff.next(ContainerStarter.backOffKey(pod, container), now);
      }
      cleaner.pruneRestarts(runtime);
      waiting.remove(container.getName());
      resizer.starting(container.getName());
      steps.startContainer(pod, container, runtime, setUp.paths());
    }
    return true;
  }

  private void probe(Pod pod, PodRuntime runtime) {
    Set<String> running = new HashSet<>();
    String ip = runtime.ips().isEmpty() ? shared.node().nodeIp() : runtime.ips().getFirst();
    for (Container container : PodContainers.all(pod)) {
      ContainerStatus status = runtime.current(container.getName());
      if (status == null || status.getState() != ContainerState.CONTAINER_RUNNING) {
        continue;
      }
      running.add(status.getId());
      if (!steps.busy().contains(container.getName())) {
        probes.start(pod, container, status.getId(), Times.instant(status.getStartedAt()), ip);
      }
    }
    probes.retain(running);
  }

  private void kill(Pod pod, String name, String message, PodRuntime runtime) {
    Container container = PodContainers.named(pod, name);
    ContainerStatus status = runtime.current(name);
    Duration grace = Grace.forProbe(pod, container, probes, status.getId());
    probes.stopRestarting(status.getId());
    steps.stopContainer(pod, container, status.getId(), runtime.ips(), grace, message);
  }

  private void tellBackOff(Pod pod, Plan plan) {
    plan.waiting()
        .forEach(
            (name, why) -> {
              if (why.reason().equals("CrashLoopBackOff") && !why.equals(waiting.get(name))) {
                shared
                    .events()
                    .event(
                        PodContainers.reference(pod, PodContainers.named(pod, name)),
                        EventRecorder.WARNING,
                        "BackOff",
                        "Back-off restarting failed container %s in pod %s"
                            .formatted(name, PodContainers.format(pod)));
              }
            });
  }
}
