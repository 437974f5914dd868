package dev.skiff.controlplane.controller.replicaset;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;

/**
 * A kind whose objects each ask for a number of equal Pods, seen as ReplicaSets.
 *
 * @param <T> the kind
 */
public interface ReplicaKind<T extends HasMetadata> {
  /** The name of its controller, as in its user and its events. */
  String controllerName();

  Class<T> type();

  /** What an object asks for, and its status. */
  ReplicaSet asReplicaSet(T object);

  /** A copy of an object with another status. */
  T withStatus(T object, ReplicaSetStatus status);
}
