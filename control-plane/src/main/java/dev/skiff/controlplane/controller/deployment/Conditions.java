package dev.skiff.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Deployment's conditions; {@code kubectl rollout status} lives on their reasons. */
final class Conditions {
  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String PAUSED = "DeploymentPaused";

  private Conditions() {}

  static Optional<DeploymentCondition> find(DeploymentStatus status, String type) {
    if (status == null || status.getConditions() == null) return Optional.empty();
    return status.getConditions().stream().filter(one -> one.getType().equals(type)).findFirst();
  }

  static DeploymentCondition make(
      String type, String status, String reason, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(time)
        .withLastTransitionTime(time)
        .build();
  }

  /** Sets a condition; one with the same status and reason is left as it is. */
  static void set(DeploymentStatus status, DeploymentCondition condition) {
    Optional<DeploymentCondition> before = find(status, condition.getType());
    if (before.isPresent()
        && before.get().getStatus().equals(condition.getStatus())
        && condition.getReason().equals(before.get().getReason())) {
      return;
    }
    replace(status, condition);
  }

  /** Sets a condition in any case; the time of transition stays if the status does. */
  static void replace(DeploymentStatus status, DeploymentCondition condition) {
    find(status, condition.getType())
        .filter(before -> before.getStatus().equals(condition.getStatus()))
        .ifPresent(before -> condition.setLastTransitionTime(before.getLastTransitionTime()));
    remove(status, condition.getType());
    status.getConditions().add(condition);
  }

  static void remove(DeploymentStatus status, String type) {
    List<DeploymentCondition> rest = new ArrayList<>(status.getConditions());
    rest.removeIf(one -> one.getType().equals(type));
    status.setConditions(rest);
  }

  static boolean hasDeadline(Deployment deployment) {
    Integer deadline = deployment.getSpec().getProgressDeadlineSeconds();
    return deadline != null && deadline != Integer.MAX_VALUE;
  }

  /** When the rollout counts as stuck; null if it never will. */
  static Instant deadline(Deployment deployment, DeploymentStatus status) {
    if (!hasDeadline(deployment)) return null;
    return find(status, PROGRESSING)
        .filter(one -> !NEW_AVAILABLE.equals(one.getReason()))
        .map(one -> Instant.parse(one.getLastUpdateTime()))
        .map(
            since ->
                since.plus(Duration.ofSeconds(deployment.getSpec().getProgressDeadlineSeconds())))
        .orElse(null);
  }
}
