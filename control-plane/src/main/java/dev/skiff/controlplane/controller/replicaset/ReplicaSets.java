package dev.skiff.controlplane.controller.replicaset;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;

/** ReplicaSets as they are. */
public final class ReplicaSets implements ReplicaKind<ReplicaSet> {
  @Override
  public String controllerName() {
    return "replicaset-controller";
  }

  @Override
  public Class<ReplicaSet> type() {
    return ReplicaSet.class;
  }

  @Override
  public ReplicaSet asReplicaSet(ReplicaSet object) {
    return object;
  }

  @Override
  public ReplicaSet withStatus(ReplicaSet object, ReplicaSetStatus status) {
    return new ReplicaSetBuilder(object).withStatus(status).build();
  }
}
