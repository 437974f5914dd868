package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.Diagnosis;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.PostFilterResult;
import dev.skiff.controlplane.scheduler.framework.Status;
import dev.skiff.operator.runtime.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Gives Pods their nodes, one after another: a Pod is placed on a snapshot of the cluster, assumed
 * to be there, and bound on a thread of its own while the next one is placed.
 */
final class Scheduler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Scheduler.class);

  private final Map<String, Profile> profiles;
  private final SchedulerCache cache = new SchedulerCache();
  private final SchedulingQueue queue;
  private final PodReporter reporter;
  private final Thread thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);

  /**
   * @param profiles by {@code schedulerName}
   * @param reporter tells the world what became of a Pod
   */
  Scheduler(Map<String, Profile> profiles, PodReporter reporter, Timer timer) {
    this.profiles = Map.copyOf(profiles);
    this.reporter = reporter;
    this.queue = new SchedulingQueue(timer, this::mayHelp);
  }

  /** Nodes and Pods as they are known. */
  SchedulerCache cache() {
    return cache;
  }

  /** Whether Pods with this {@code schedulerName} are ours. */
  boolean responsibleFor(String schedulerName) {
    return profiles.containsKey(schedulerName);
  }

  /** A Pod wants a node. News from before it was bound may come late, and are none. */
  void pending(PodInfo pod) {
    if (!queue.update(pod) && !cache.placed(pod.uid())) queue.put(pod);
  }

  /** A Pod wants no node any more: it has one, or is gone. */
  void settled(String uid) {
    queue.remove(uid);
    withdrawNomination(uid);
  }

  /** What was kept for a Pod that does not come is there for those who wait. */
  private void withdrawNomination(String uid) {
    PodInfo absent = cache.withdrawNomination(uid);
    if (absent != null) queue.happened(new ClusterEvent.PodGone(absent));
  }

  /** Something happened that may help Pods that wait. */
  void happened(ClusterEvent event) {
    queue.happened(event);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) scheduleOne(queue.take());
    } catch (InterruptedException e) {
      LOG.debug("The scheduler stops");
    }
  }

  private void scheduleOne(QueuedPod queued) {
    PodInfo pod = queued.pod;
    try {
      ClusterSnapshot cluster = cache.snapshot(pod);
      CycleState state = new CycleState();
      Profile profile = profile(pod);
      switch (profile.place(state, pod, cluster)) {
        case Placement.Chosen(String node) -> assume(queued, pod, profile, state, node);
        case Placement.Unfit(Diagnosis diagnosis) -> unfit(queued, pod, cluster, diagnosis);
        case Placement.Failed(String message) -> failed(queued, pod, message);
      }
    } catch (RuntimeException e) {
      LOG.errorf(e, "Pod %s could not be scheduled", pod);
      failed(queued, pod, String.valueOf(e.getMessage()));
    }
  }

  private void assume(
      QueuedPod queued, PodInfo pod, Profile profile, CycleState state, String node) {
    cache.assume(pod, node);
    queue.placed(queued);
    List<Plugin.Reserve> reserved = new ArrayList<>();
    for (Plugin.Reserve plugin : profile.all(Plugin.Reserve.class)) {
      reserved.add(plugin);
      Status status = plugin.reserve(state, pod, node);
      if (!status.success()) {
        giveBack(queued, pod, reserved, state, node, status);
        return;
      }
    }
    Thread.ofVirtual()
        .name("bind-" + pod)
        .start(() -> bind(queued, pod, profile, reserved, state, node));
  }

  private void bind(
      QueuedPod queued,
      PodInfo pod,
      Profile profile,
      List<Plugin.Reserve> reserved,
      CycleState state,
      String node) {
    Status status = permitAndBind(pod, profile, state, node);
    if (status.success()) {
      settled(pod.uid());
      reporter.scheduled(pod, node);
    } else {
      giveBack(queued, pod, reserved, state, node, status);
    }
  }

  private static Status permitAndBind(PodInfo pod, Profile profile, CycleState state, String node) {
    try {
      for (Plugin.Permit plugin : profile.all(Plugin.Permit.class)) {
        Status status = plugin.permit(state, pod, node);
        if (!status.success()) return status;
      }
      return profile.all(Plugin.Bind.class).getFirst().bind(pod, node);
    } catch (RuntimeException e) {
      LOG.errorf(e, "Pod %s could not be bound to %s", pod, node);
      return Status.error(String.valueOf(e.getMessage()));
    }
  }

  private void giveBack(
      QueuedPod queued,
      PodInfo pod,
      List<Plugin.Reserve> reserved,
      CycleState state,
      String node,
      Status status) {
    for (Plugin.Reserve plugin : reserved.reversed()) plugin.unreserve(state, pod, node);
    cache.forget(pod);
    queue.happened(new ClusterEvent.PodGone(pod));
    failed(queued, pod, String.join(", ", status.reasons()));
  }

  private void unfit(QueuedPod queued, PodInfo pod, ClusterSnapshot cluster, Diagnosis diagnosis) {
    PostFilterResult result =
        diagnosis.nodes() == 0
            ? new PostFilterResult(null, "")
            : profile(pod).postFilter(pod, cluster, diagnosis);
    if (result.nominatedNode() == null) withdrawNomination(pod.uid());
    else cache.nominate(pod, result.nominatedNode());
    String message = diagnosis.message();
    if (!result.message().isEmpty()) message += " " + result.message();
    queue.unschedulable(queued, diagnosis.plugins());
    reporter.unschedulable(pod, message, result.nominatedNode());
  }

  private void failed(QueuedPod queued, PodInfo pod, String message) {
    queue.retry(queued);
    reporter.failed(pod, message);
  }

  private boolean mayHelp(ClusterEvent event, PodInfo pod, Set<String> refusedBy) {
    return profile(pod).mayHelp(event, pod, refusedBy);
  }

  private Profile profile(PodInfo pod) {
    return profiles.get(pod.pod().getSpec().getSchedulerName());
  }
}
