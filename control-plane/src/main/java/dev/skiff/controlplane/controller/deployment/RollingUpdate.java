package dev.skiff.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;

/** Moves Pods from old ReplicaSets to the newest, never too many and never too few at once. */
final class RollingUpdate {
  private final Scaler scaler;

  RollingUpdate(Scaler scaler) {
    this.scaler = scaler;
  }

  /** One step; returns the rollout after it. */
  Rollout step(Rollout rollout) {
    ReplicaSet newest = scaler.scale(rollout.newest(), newestSize(rollout), rollout.deployment());
    Rollout grown = new Rollout(rollout.deployment(), newest, rollout.old());
    return Rollout.replicas(newest) == Rollout.replicas(rollout.newest())
        ? shrinkOld(grown)
        : grown;
  }

  /** How big the newest ReplicaSet may be now. */
  static int newestSize(Rollout rollout) {
    int wanted = rollout.replicas();
    int present = rollout.newest() == null ? 0 : Rollout.replicas(rollout.newest());
    if (!Rollout.rolling(rollout.deployment()) || present >= wanted) return wanted;
    int room = wanted + rollout.maxSurge() - Rollout.sumReplicas(rollout.all());
    return room <= 0 ? present : present + Math.min(room, wanted - present);
  }

  private Rollout shrinkOld(Rollout rollout) {
    int oldPods = Rollout.sumReplicas(rollout.old());
    if (oldPods == 0) return rollout;
    int minAvailable = rollout.replicas() - rollout.maxUnavailable();
    ReplicaSet newest = rollout.newest();
    int newestUnavailable = Rollout.replicas(newest) - Rollout.available(newest);
    int spare = Rollout.sumReplicas(rollout.all()) - minAvailable - newestUnavailable;
    if (spare <= 0) return rollout;
    Rollout cleaned = removeUnhealthy(rollout, spare);
    int available = Rollout.sumAvailable(cleaned.all());
    return removeHealthy(cleaned, available - minAvailable);
  }

  /** Pods of old ReplicaSets that do not work anyway go first. */
  private Rollout removeUnhealthy(Rollout rollout, int most) {
    List<ReplicaSet> result = new ArrayList<>();
    int removed = 0;
    for (ReplicaSet set : rollout.old()) {
      int size = Rollout.replicas(set);
      int unhealthy = Math.min(most - removed, size - Rollout.available(set));
      if (size > 0 && unhealthy > 0) {
        result.add(scaler.scale(set, size - unhealthy, rollout.deployment()));
        removed += unhealthy;
      } else {
        result.add(set);
      }
    }
    return new Rollout(rollout.deployment(), rollout.newest(), result);
  }

  private Rollout removeHealthy(Rollout rollout, int most) {
    List<ReplicaSet> result = new ArrayList<>();
    int removed = 0;
    for (ReplicaSet set : rollout.old()) {
      int size = Rollout.replicas(set);
      int step = Math.min(size, most - removed);
      if (step > 0) {
        result.add(scaler.scale(set, size - step, rollout.deployment()));
        removed += step;
      } else {
        result.add(set);
      }
    }
    return new Rollout(rollout.deployment(), rollout.newest(), result);
  }
}
