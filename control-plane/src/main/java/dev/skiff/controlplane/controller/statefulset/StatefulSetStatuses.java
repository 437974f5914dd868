package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Computes a StatefulSet's status. */
final class StatefulSetStatuses {
  private StatefulSetStatuses() {}

  static StatefulSetStatus of(Replicas replicas) {
    List<Pod> pods =
        Stream.concat(replicas.slots().stream(), replicas.condemned().stream())
            .filter(Objects::nonNull)
            .toList();
    int ready = count(pods, Replicas::running);
    int current = count(pods, pod -> of(pod, replicas.currentRevision()));
    int updated = count(pods, pod -> of(pod, replicas.updateRevision()));
    int wanted = replicas.slots().size();
    boolean complete =
        replicas.rolling() && updated == wanted && ready == wanted && pods.size() == wanted;
    StatefulSetStatus before = replicas.set().getStatus();
    return new StatefulSetStatusBuilder()
        .withObservedGeneration(replicas.set().getMetadata().getGeneration())
        .withReplicas(pods.size())
        .withReadyReplicas(orAbsent(ready))
        .withAvailableReplicas(count(pods, replicas::available))
        .withCurrentReplicas(orAbsent(complete ? updated : current))
        .withUpdatedReplicas(orAbsent(updated))
        .withCurrentRevision(complete ? replicas.updateRevision() : replicas.currentRevision())
        .withUpdateRevision(replicas.updateRevision())
        .withCollisionCount(
            before == null || before.getCollisionCount() == null ? 0 : before.getCollisionCount())
        .withConditions(before == null ? List.of() : before.getConditions())
        .build();
  }

  private static boolean of(Pod pod, String revision) {
    return !Pods.terminating(pod) && Replicas.revision(pod).equals(revision);
  }

  private static int count(List<Pod> pods, Predicate<Pod> which) {
    return (int) pods.stream().filter(which).count();
  }

  /** The API leaves a count of zero out. */
  private static Integer orAbsent(int count) {
    return count == 0 ? null : count;
  }
}
