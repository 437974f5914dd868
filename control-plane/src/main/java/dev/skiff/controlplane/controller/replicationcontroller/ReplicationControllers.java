package dev.skiff.controlplane.controller.replicationcontroller;

import dev.skiff.controlplane.controller.replicaset.ReplicaKind;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import io.fabric8.kubernetes.api.model.ReplicationControllerConditionBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;

/** ReplicationControllers: the older ReplicaSets, whose selector is a plain map of labels. */
public final class ReplicationControllers implements ReplicaKind<ReplicationController> {
  @Override
  public String controllerName() {
    return "replication-controller";
  }

  @Override
  public Class<ReplicationController> type() {
    return ReplicationController.class;
  }

  @Override
  public ReplicaSet asReplicaSet(ReplicationController object) {
    var spec = object.getSpec();
    return new ReplicaSetBuilder()
        .withMetadata(object.getMetadata())
        .withNewSpec()
        .withReplicas(spec.getReplicas())
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withNewSelector()
        .withMatchLabels(spec.getSelector())
        .endSelector()
        .withTemplate(spec.getTemplate())
        .endSpec()
        .withStatus(object.getStatus() == null ? null : asReplicaSet(object.getStatus()))
        .build();
  }

  @Override
  public ReplicationController withStatus(ReplicationController object, ReplicaSetStatus status) {
    return new ReplicationControllerBuilder(object).withStatus(fromReplicaSet(status)).build();
  }

  private static ReplicaSetStatus asReplicaSet(ReplicationControllerStatus status) {
    return new ReplicaSetStatusBuilder()
        .withReplicas(status.getReplicas())
        .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
        .withReadyReplicas(status.getReadyReplicas())
        .withAvailableReplicas(status.getAvailableReplicas())
        .withObservedGeneration(status.getObservedGeneration())
        .withConditions(
            status.getConditions().stream().map(ReplicationControllers::asReplicaSet).toList())
        .build();
  }

  private static ReplicaSetCondition asReplicaSet(ReplicationControllerCondition condition) {
    return new ReplicaSetConditionBuilder()
        .withType(condition.getType())
        .withStatus(condition.getStatus())
        .withLastTransitionTime(condition.getLastTransitionTime())
        .withReason(condition.getReason())
        .withMessage(condition.getMessage())
        .build();
  }

  private static ReplicationControllerStatus fromReplicaSet(ReplicaSetStatus status) {
    return new ReplicationControllerStatusBuilder()
        .withReplicas(status.getReplicas())
        .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
        .withReadyReplicas(status.getReadyReplicas())
        .withAvailableReplicas(status.getAvailableReplicas())
        .withObservedGeneration(status.getObservedGeneration())
        .withConditions(
            status.getConditions().stream().map(ReplicationControllers::fromReplicaSet).toList())
        .build();
  }

  private static ReplicationControllerCondition fromReplicaSet(ReplicaSetCondition condition) {
    return new ReplicationControllerConditionBuilder()
        .withType(condition.getType())
        .withStatus(condition.getStatus())
        .withLastTransitionTime(condition.getLastTransitionTime())
        .withReason(condition.getReason())
        .withMessage(condition.getMessage())
        .build();
  }
}
