package dev.skiff.controlplane.controller.deployment;

import static dev.skiff.controlplane.controller.deployment.Rollout.zero;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Computes a Deployment's status. */
final class DeploymentStatuses {
  private DeploymentStatuses() {}

  /** Counts and the Available condition; other conditions as they were. */
  static DeploymentStatus counts(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    DeploymentStatus before = deployment.getStatus();
    int available = Rollout.sumAvailable(rollout.all());
    int unavailable = Math.max(0, Rollout.sumReplicas(rollout.all()) - available);
    DeploymentStatus status =
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(present(sum(rollout.all(), ReplicaSetStatus::getReplicas)))
            .withUpdatedReplicas(
                present(
                    rollout.newest() == null
                        ? 0
                        : sum(List.of(rollout.newest()), ReplicaSetStatus::getReplicas)))
            .withReadyReplicas(present(sum(rollout.all(), ReplicaSetStatus::getReadyReplicas)))
            .withAvailableReplicas(present(available))
            .withUnavailableReplicas(present(unavailable))
            .withTerminatingReplicas(sum(rollout.all(), ReplicaSetStatus::getTerminatingReplicas))
            .withCollisionCount(before == null ? null : before.getCollisionCount())
            .build();
    status.setConditions(new ArrayList<>(before == null ? List.of() : before.getConditions()));
    boolean enough = available >= rollout.replicas() - rollout.maxUnavailable();
    Conditions.set(
        status,
        enough
            ? Conditions.make(
                Conditions.AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : Conditions.make(
                Conditions.AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now));
    return status;
  }

  /** The status of a rollout under way: counts, and whether it progresses. */
  static DeploymentStatus progress(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    DeploymentStatus status = counts(rollout, now);
    DeploymentStatus before =
        deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    if (!Conditions.hasDeadline(deployment)) {
      Conditions.remove(status, Conditions.PROGRESSING);
    } else if (!known(status, before)) {
      String subject =
          rollout.newest() == null
              ? "Deployment \"" + deployment.getMetadata().getName() + "\""
              : "ReplicaSet \"" + rollout.newest().getMetadata().getName() + "\"";
      Instant deadline = Conditions.deadline(deployment, before);
      if (complete(deployment, status)) {
        set(
            status,
            "True",
            Conditions.NEW_AVAILABLE,
            subject + " has successfully progressed.",
            now);
      } else if (progressing(before, status)) {
        Conditions.replace(
            status,
            Conditions.make(
                Conditions.PROGRESSING,
                "True",
                "ReplicaSetUpdated",
                subject + " is progressing.",
                now));
      } else if (timedOut(before) || (deadline != null && deadline.isBefore(now))) {
        set(status, "False", Conditions.TIMED_OUT, subject + " has timed out progressing.", now);
      }
    }
    copyFailure(rollout, status);
    return status;
  }

  /** Whether everything asked for is there and nothing else. */
  static boolean complete(Deployment deployment, DeploymentStatus status) {
    int wanted = Rollout.replicas(deployment);
    return zero(status.getUpdatedReplicas()) == wanted
        && zero(status.getReplicas()) == wanted
        && zero(status.getAvailableReplicas()) == wanted
        && observed(status.getObservedGeneration(), deployment.getMetadata().getGeneration());
  }

  /** Whether a status speaks of an object's present generation. */
  static boolean observed(Long observed, Long generation) {
    return generation == null || (observed != null && observed >= generation);
  }

  private static boolean known(DeploymentStatus status, DeploymentStatus before) {
    return zero(status.getReplicas()) == zero(status.getUpdatedReplicas())
        && Conditions.find(before, Conditions.PROGRESSING)
            .filter(one -> Conditions.NEW_AVAILABLE.equals(one.getReason()))
            .isPresent();
  }

  private static boolean timedOut(DeploymentStatus before) {
    return Conditions.find(before, Conditions.PROGRESSING)
        .filter(one -> Conditions.TIMED_OUT.equals(one.getReason()))
        .isPresent();
  }

  private static boolean progressing(DeploymentStatus before, DeploymentStatus now) {
    int oldBefore = zero(before.getReplicas()) - zero(before.getUpdatedReplicas());
    int oldNow = zero(now.getReplicas()) - zero(now.getUpdatedReplicas());
    return zero(now.getUpdatedReplicas()) > zero(before.getUpdatedReplicas())
        || oldNow < oldBefore
        || zero(now.getReadyReplicas()) > zero(before.getReadyReplicas())
        || zero(now.getAvailableReplicas()) > zero(before.getAvailableReplicas());
  }

  private static void set(
      DeploymentStatus status, String value, String reason, String message, Instant now) {
    Conditions.set(status, Conditions.make(Conditions.PROGRESSING, value, reason, message, now));
  }

  /** A ReplicaSet that cannot make Pods is the Deployment's trouble too. */
  private static void copyFailure(Rollout rollout, DeploymentStatus status) {
    Conditions.remove(status, Conditions.REPLICA_FAILURE);
    // The newest ReplicaSet's failure says most.
    for (ReplicaSet set : rollout.all().reversed()) {
      if (set.getStatus() == null) continue;
      for (var failure : set.getStatus().getConditions()) {
        if (!failure.getType().equals(Conditions.REPLICA_FAILURE)) continue;
        DeploymentCondition copy =
            Conditions.make(
                Conditions.REPLICA_FAILURE,
                failure.getStatus(),
                failure.getReason(),
                failure.getMessage(),
                Instant.parse(failure.getLastTransitionTime()));
        status.getConditions().add(copy);
        return;
      }
    }
  }

  private static int sum(List<ReplicaSet> sets, Function<ReplicaSetStatus, Integer> count) {
    return sets.stream()
        .filter(set -> set.getStatus() != null)
        .mapToInt(set -> zero(count.apply(set.getStatus())))
        .sum();
  }

  /** The API leaves a count of zero out. */
  private static Integer present(int count) {
    return count == 0 ? null : count;
  }
}
