package dev.skiff.controlplane.controller.deployment;

import dev.skiff.operator.api.EventRecorder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes the sizes of a Deployment's ReplicaSets. */
final class Scaler {
  private final KubernetesClient client;
  private final EventRecorder events;

  Scaler(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** Sets a ReplicaSet's size and notes for which size of the Deployment; returns its new state. */
  ReplicaSet scale(ReplicaSet set, int size, Deployment deployment) {
    Map<String, String> annotations = Annotations.of(set);
    Annotations.noteSize(annotations, deployment);
    int before = Rollout.replicas(set);
    if (before == size && annotations.equals(Annotations.of(set))) return set;
    ReplicaSet changed =
        client
            .resource(
                new ReplicaSetBuilder(set)
                    .editMetadata()
                    .withAnnotations(annotations)
                    .endMetadata()
                    .editSpec()
                    .withReplicas(size)
                    .endSpec()
                    .build())
            .update();
    if (before != size) {
      events.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled %s replica set %s from %d to %d"
              .formatted(size > before ? "up" : "down", set.getMetadata().getName(), before, size));
    }
    return changed;
  }

  /** Whether the Deployment's size has changed since its ReplicaSets were sized. */
  static boolean sizeChanged(Rollout rollout) {
    return rollout.all().stream()
        .filter(set -> Rollout.replicas(set) > 0)
        .mapToLong(set -> Rollout.number(set, Annotations.DESIRED, rollout.replicas()))
        .anyMatch(desired -> desired != rollout.replicas());
  }

  /** Fits the ReplicaSets to a new size of the Deployment without rolling out anything. */
  void fit(Rollout rollout) {
    ReplicaSet only = activeOrLatest(rollout);
    if (only != null) {
      if (Rollout.replicas(only) != rollout.replicas()) {
        scale(only, rollout.replicas(), rollout.deployment());
      }
    } else if (saturated(rollout)) {
      rollout.oldActive().forEach(set -> scale(set, 0, rollout.deployment()));
    } else if (Rollout.rolling(rollout.deployment())) {
      proportionally(rollout);
    }
  }

  private static ReplicaSet activeOrLatest(Rollout rollout) {
    List<ReplicaSet> active =
        rollout.all().stream().filter(set -> Rollout.replicas(set) > 0).toList();
    if (active.size() > 1) return null;
    if (active.size() == 1) return active.getFirst();
    if (rollout.newest() != null) return rollout.newest();
    return rollout.old().isEmpty() ? null : rollout.old().getLast();
  }

  private static boolean saturated(Rollout rollout) {
    ReplicaSet newest = rollout.newest();
    return newest != null
        && Rollout.replicas(newest) == rollout.replicas()
        && Rollout.number(newest, Annotations.DESIRED, -1) == rollout.replicas()
        && Rollout.available(newest) == rollout.replicas();
  }

  /** In the middle of a rolling update all ReplicaSets share the risk of the new size. */
  private void proportionally(Rollout rollout) {
    List<ReplicaSet> active =
        rollout.all().stream().filter(set -> Rollout.replicas(set) > 0).toList();
    int allowed = rollout.replicas() > 0 ? rollout.replicas() + rollout.maxSurge() : 0;
    int toAdd = allowed - Rollout.sumReplicas(active);
    Comparator<ReplicaSet> bySize = Comparator.comparing(set -> -Rollout.replicas(set));
    Comparator<ReplicaSet> byAge = (one, other) -> Rollout.BY_AGE.compare(one, other);
    List<ReplicaSet> sorted =
        active.stream().sorted(bySize.thenComparing(toAdd > 0 ? byAge.reversed() : byAge)).toList();
    Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
    int added = 0;
    for (ReplicaSet set : sorted) {
      int share = toAdd == 0 ? 0 : share(set, rollout, toAdd, added);
      sizes.put(set, Rollout.replicas(set) + share);
      added += share;
    }
    int leftover = toAdd - added;
    boolean first = true;
    for (Map.Entry<ReplicaSet, Integer> entry : sizes.entrySet()) {
      int size = entry.getValue() + (first ? leftover : 0);
      first = false;
      scale(entry.getKey(), Math.max(0, size), rollout.deployment());
    }
  }

  private static int share(ReplicaSet set, Rollout rollout, int toAdd, int added) {
    int allowedLeft = toAdd - added;
    int fraction = fraction(set, rollout);
    return toAdd > 0 ? Math.min(fraction, allowedLeft) : Math.max(fraction, allowedLeft);
  }

  private static int fraction(ReplicaSet set, Rollout rollout) {
    int size = Rollout.replicas(set);
    if (rollout.replicas() == 0) return -size;
    long total = rollout.replicas() + rollout.maxSurge();
    long before = Rollout.number(set, Annotations.MAX, 0);
    if (before == 0) {
      int status = set.getStatus() == null ? 0 : Rollout.zero(set.getStatus().getReplicas());
      before = Math.max(1, status);
    }
    return (int) (Math.round((double) size * total / before) - size);
  }
}
