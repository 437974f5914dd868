package dev.skiff.controlplane.controller.replicaset;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.Selectors;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Computes a ReplicaSet's status. */
final class ReplicaSetStatuses {
  private static final String REPLICA_FAILURE = "ReplicaFailure";

  private ReplicaSetStatuses() {}

  /**
   * The status now.
   *
   * @param pods all Pods of the ReplicaSet, those that are going included
   * @param failure why Pods could not be made or removed; null if nothing failed
   */
  static ReplicaSetStatus of(ReplicaSet set, List<Pod> pods, Exception failure, Instant now) {
    List<Pod> active = pods.stream().filter(Pods::active).toList();
    int minReady = minReadySeconds(set);
    Map<String, String> wanted = set.getSpec().getTemplate().getMetadata().getLabels();
    long terminating =
        pods.stream().filter(pod -> Pods.terminating(pod) && !Pods.finished(pod)).count();
    return new ReplicaSetStatusBuilder()
        .withReplicas(active.size())
        .withFullyLabeledReplicas(
            count(
                active.stream()
                    .filter(pod -> Selectors.contains(pod.getMetadata().getLabels(), wanted))
                    .count()))
        .withReadyReplicas(count(active.stream().filter(Pods::ready).count()))
        .withAvailableReplicas(
            count(active.stream().filter(pod -> Pods.available(pod, minReady, now)).count()))
        .withTerminatingReplicas((int) terminating)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withConditions(conditions(set, active.size(), failure, now))
        .build();
  }

  static int minReadySeconds(ReplicaSet set) {
    Integer seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }

  static int replicas(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  /** The API leaves a count of zero out. */
  private static Integer count(long count) {
    return count == 0 ? null : (int) count;
  }

  private static List<ReplicaSetCondition> conditions(
      ReplicaSet set, int active, Exception failure, Instant now) {
    List<ReplicaSetCondition> conditions =
        new ArrayList<>(set.getStatus() == null ? List.of() : set.getStatus().getConditions());
    boolean failed = conditions.stream().anyMatch(one -> one.getType().equals(REPLICA_FAILURE));
    if (failure != null && !failed) {
      conditions.add(
          new ReplicaSetConditionBuilder()
              .withType(REPLICA_FAILURE)
              .withStatus("True")
              .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
              .withReason(active < replicas(set) ? "FailedCreate" : "FailedDelete")
              .withMessage(
                  failure instanceof KubernetesClientException refused
                      ? Failures.message(refused)
                      : failure.getMessage())
              .build());
    } else if (failure == null && failed) {
      conditions.removeIf(one -> one.getType().equals(REPLICA_FAILURE));
    }
    return conditions;
  }
}
