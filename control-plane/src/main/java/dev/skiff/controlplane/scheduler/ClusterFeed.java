package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.operator.api.Operator;
import dev.skiff.operator.api.ResourceEvent;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;

/** Tells the scheduler what informers see. */
final class ClusterFeed {
  private final Scheduler scheduler;
  private final SchedulerCache cache;

  ClusterFeed(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.cache = scheduler.cache();
  }

  /** Subscribes to everything the scheduler must know; the operator starts the informers. */
  void connect(Operator operator) {
    operator.informer(Namespace.class).addHandler(this::namespace);
    operator.informer(Node.class).addHandler(this::node);
    operator.informer(Pod.class).addHandler(this::pod);
  }

  void namespace(ResourceEvent<Namespace> event) {
    String name = event.current().getMetadata().getName();
    if (event.type() == ResourceEvent.Type.DELETED) {
      cache.namespace(name, null);
      return;
    }
    Map<String, String> labels = event.current().getMetadata().getLabels();
    cache.namespace(name, labels == null ? Map.of() : labels);
    boolean changed =
        event.previous() != null
            && !Objects.equals(labels, event.previous().getMetadata().getLabels());
    if (changed) scheduler.happened(new ClusterEvent.NamespaceChanged(name));
  }

  void node(ResourceEvent<Node> event) {
    String name = event.current().getMetadata().getName();
    if (event.type() == ResourceEvent.Type.DELETED) {
      NodeInfo gone = cache.nodeGone(name);
      if (gone != null) scheduler.happened(new ClusterEvent.NodeGone(gone));
      return;
    }
    NodeInfo before = cache.nodeChanged(event.current());
    NodeInfo after = cache.node(name);
    // Heartbeats change conditions only, and those matter to no plugin.
    if (before == null || matters(before, after)) {
      scheduler.happened(new ClusterEvent.NodeChanged(before, after));
    }
  }

  void pod(ResourceEvent<Pod> event) {
    Pod pod = event.current();
    PodInfo info = PodInfo.of(pod);
    if (event.type() == ResourceEvent.Type.DELETED || ended(pod)) {
      boolean held = event.previous() == null || !ended(event.previous());
      scheduler.settled(info.uid());
      cache.gone(info.uid());
      if (held && assigned(pod)) scheduler.happened(new ClusterEvent.PodGone(info));
    } else if (assigned(pod)) {
      assigned(event.previous(), info);
    } else if (wantsNode(pod)) {
      scheduler.pending(info);
    } else {
      scheduler.settled(info.uid());
    }
  }

  private void assigned(Pod previous, PodInfo info) {
    cache.assigned(info, info.pod().getSpec().getNodeName());
    scheduler.settled(info.uid());
    if (previous == null || !assigned(previous)) {
      scheduler.happened(new ClusterEvent.PodAssigned(info));
      return;
    }
    PodInfo before = PodInfo.of(previous);
    if (!before.labels().equals(info.labels()) || !before.requests().equals(info.requests())) {
      scheduler.happened(new ClusterEvent.PodChanged(before, info));
    }
  }

  private boolean wantsNode(Pod pod) {
    return scheduler.responsibleFor(pod.getSpec().getSchedulerName())
        && pod.getMetadata().getDeletionTimestamp() == null
        && (pod.getSpec().getSchedulingGates() == null
            || pod.getSpec().getSchedulingGates().isEmpty());
  }

  private static boolean matters(NodeInfo before, NodeInfo after) {
    return !before.labels().equals(after.labels())
        || !before.allocatable().equals(after.allocatable())
        || !Objects.equals(before.node().getSpec(), after.node().getSpec());
  }

  private static boolean assigned(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node != null && !node.isEmpty();
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }
}
