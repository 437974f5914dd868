package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.util.List;

/** Computes a DaemonSet's status. */
final class DaemonSetStatuses {
  private DaemonSetStatuses() {}

  static DaemonSetStatus of(Daemons daemons) {
    int desired = 0;
    int current = 0;
    int misscheduled = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (var entry : daemons.eligible().entrySet()) {
      List<Pod> pods = daemons.on(entry.getKey());
      if (entry.getValue() != Eligibility.WANTED) {
        if (!pods.isEmpty()) misscheduled++;
        continue;
      }
      desired++;
      if (pods.isEmpty()) continue;
      current++;
      Pod pod = pods.stream().min(DaemonPods.BY_AGE).orElseThrow();
      if (Pods.ready(pod)) ready++;
      if (daemons.available(pod)) available++;
      if (daemons.updated(pod)) updated++;
    }
    DaemonSetStatus before = daemons.set().getStatus();
    return new DaemonSetStatusBuilder()
        .withObservedGeneration(daemons.set().getMetadata().getGeneration())
        .withDesiredNumberScheduled(desired)
        .withCurrentNumberScheduled(current)
        .withNumberMisscheduled(misscheduled)
        .withNumberReady(ready)
        .withUpdatedNumberScheduled(count(updated))
        .withNumberAvailable(count(available))
        .withNumberUnavailable(count(desired - available))
        .withCollisionCount(before == null ? null : before.getCollisionCount())
        .withConditions(before == null ? List.of() : before.getConditions())
        .build();
  }

  /** The API leaves a count of zero out. */
  private static Integer count(int count) {
    return count == 0 ? null : count;
  }
}
