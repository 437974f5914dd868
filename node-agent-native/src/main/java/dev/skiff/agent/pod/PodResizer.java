package dev.skiff.agent.pod;

import dev.skiff.agent.admission.Rejection;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.PodResources;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Resizes one pod in place (KEP-1287): lets it in with what it asks for, gives it more or less when
 * the node can, and brings its running containers there. Used by the pod's worker alone.
 */
final class PodResizer {

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final PodServices shared;
  private final Mailbox mailbox;
  private final PodAllocation allocation;
  private final ResizeStep step;
  private final Set<String> restarting = new HashSet<>();
  private Pod desired;
  private Pod allocated;
  private ResizeCondition pending;
  private ResizeCondition inProgress;
  private boolean updating;
  private Instant retryAt;

  PodResizer(PodServices shared, Mailbox mailbox, Pod pod) {
    this.shared = shared;
    this.mailbox = mailbox;
    allocation = new PodAllocation(shared.node().podDir(pod.getMetadata().getUid()));
    step = new ResizeStep(shared, pod.getMetadata().getUid());
    if (pod.getStatus() != null && pod.getStatus().getConditions() != null) {
      pod.getStatus().getConditions().forEach(this::adopt);
    }
  }

  private void adopt(PodCondition condition) {
    boolean isPending = condition.getType().equals(ResizeCondition.PENDING);
    if (!isPending && !condition.getType().equals(ResizeCondition.IN_PROGRESS)) {
      return;
    }
    Long generation = condition.getObservedGeneration();
    var adopted =
        new ResizeCondition(
            condition.getType(),
            condition.getReason(),
            condition.getMessage(),
            generation == null ? 0 : generation,
            condition.getLastTransitionTime() == null
                ? shared.clock().instant()
                : Instant.parse(condition.getLastTransitionTime()));
    if (isPending) {
      pending = adopted;
    } else {
      inProgress = adopted;
    }
  }

  /** The conditions of the moment, never null. */
  List<ResizeCondition> conditions() {
    return Stream.of(pending, inProgress).filter(Objects::nonNull).toList();
  }

  /**
   * Takes over a pod that an earlier run of the agent has let in; false for one that is new here.
   *
   * @param hasSandbox whether the runtime has something of the pod
   */
  boolean adopt(Pod pod, boolean hasSandbox) {
    if (!allocation.exists() && !hasSandbox) {
      return false;
    }
    if (!allocation.exists()) {
      allocation.allocate(pod);
    }
    shared.admission().adopt(allocation.apply(pod));
    return true;
  }

  /** Lets a new pod in, or tells why it cannot run here. */
  Rejection admit(Pod pod) {
    Rejection rejection = shared.admission().admit(pod);
    if (rejection == null) {
      allocation.allocate(pod);
    }
    return rejection;
  }

  /** The pod with what it is given, after an attempt to give it what it wants. */
  Pod allocate(Pod wanted, Instant now) {
    if (allocation.grants(wanted)) {
      if (pending != null) {
        shared.admission().withdraw(wanted.getMetadata().getUid());
        pending = null;
      }
      return wanted;
    }
    long generation = generation(wanted);
    Rejection rejection = shared.admission().resize(wanted, mailbox::wake);
    if (rejection == null) {
      allocation.allocate(wanted);
      allocated = null;
      pending = null;
      inProgress = new ResizeCondition(ResizeCondition.IN_PROGRESS, null, null, generation, now);
      retryAt = null;
      event(wanted, false, "ResizeStarted", "Pod resize started", generation, null);
      return wanted;
    }
    ResizeCondition before = pending;
    String reason = rejection.reason();
    pending =
        ResizeCondition.after(
            before, ResizeCondition.PENDING, reason, rejection.message(), generation, now);
    if (before == null || !reason.equals(before.reason()) || before.generation() != generation) {
      event(
          wanted, true, "Resize" + reason, "Pod resize " + reason, generation, rejection.message());
    }
    return apply(wanted);
  }

  /** The pod with what it was given. */
  Pod apply(Pod wanted) {
    if (allocated == null || desired != wanted) {
      desired = wanted;
      allocated = allocation.apply(wanted);
    }
    return allocated;
  }

  /**
   * Begins to bring running containers to what the pod was given.
   *
   * @return containers to stop because they have to be started anew, with the message that says so
   */
  Map<String, String> act(Pod pod, PodRuntime runtime, Instant now) {
    Map<String, String> restarts = new HashMap<>();
    List<ResizeStep.Update> updates = new ArrayList<>();
    restarting.retainAll(runtime.sandboxOf().keySet());
    for (Container container : PodAllocation.resizable(pod).values()) {
      ContainerStatus status = runtime.current(container.getName());
      if (status == null || status.getState() != ContainerState.CONTAINER_RUNNING) {
        continue;
      }
      var current = allocation.actuated(container.getName());
      if (PodResources.same(container.getResources(), current)) {
        continue;
      }
      if (ResizePolicies.restarts(container, current)) {
        restarting.add(status.getId());
        restarts.put(
            container.getName(), "Container " + container.getName() + " resize requires restart");
      } else {
        updates.add(new ResizeStep.Update(container, status.getId(), current));
      }
    }
    tell(pod, !restarts.isEmpty() || !updates.isEmpty(), now);
    if (!updating) {
      step.limitPod(pod, allocation.actuated(pod));
      if (!updates.isEmpty() && (retryAt == null || !retryAt.isAfter(now))) {
        update(pod, updates);
      }
    }
    return restarts;
  }

  /** Ids of containers that were stopped to be started anew, however they end. */
  Set<String> restarting() {
    return restarting;
  }

  /** When to {@link #act} again although nothing happened; null for never. */
  Instant retryAt() {
    return updating ? null : retryAt;
  }

  /** A container is about to be made with what it was given. */
  void starting(String container) {
    allocation.actuate(container);
  }

  private void update(Pod pod, List<ResizeStep.Update> updates) {
    updating = true;
    retryAt = null;
    Thread.ofVirtual()
        .name("resize-" + pod.getMetadata().getName())
        .start(
            () -> {
              List<String> done = new ArrayList<>();
              String error = step.run(pod, updates, done);
              mailbox.post(() -> updated(pod, done, error));
            });
  }

  private void updated(Pod pod, List<String> done, String error) {
    updating = false;
    done.forEach(allocation::actuate);
    if (error == null) {
      return;
    }
    Instant now = shared.clock().instant();
    retryAt = now.plus(RETRY);
    ResizeCondition before = inProgress;
    long generation = before == null ? generation(pod) : before.generation();
    inProgress =
        ResizeCondition.after(before, ResizeCondition.IN_PROGRESS, "Error", error, generation, now);
    if (before == null || !error.equals(before.message())) {
      event(pod, true, "ResizeError", "Pod resize error", generation, error);
    }
  }

  private void tell(Pod pod, boolean unfinished, Instant now) {
    if (unfinished && inProgress == null) {
      inProgress =
          new ResizeCondition(ResizeCondition.IN_PROGRESS, null, null, generation(pod), now);
    } else if (!unfinished && !updating && inProgress != null) {
      event(pod, false, "ResizeCompleted", "Pod resize completed", inProgress.generation(), null);
      inProgress = null;
      retryAt = null;
    }
  }

  private void event(
      Pod pod, boolean warning, String reason, String what, long generation, String error) {
    shared
        .events()
        .event(
            PodContainers.reference(pod),
            warning ? EventRecorder.WARNING : EventRecorder.NORMAL,
            reason,
            ResizeMessages.of(what, pod, generation, error));
  }

  private static long generation(Pod pod) {
    Long generation = pod.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }
}
