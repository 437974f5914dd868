package dev.skiff.controlplane.controller.deployment;

import dev.skiff.controlplane.controller.common.IntOrPercent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Deployment and its ReplicaSets at one moment.
 *
 * @param deployment what is asked for
 * @param newest the ReplicaSet of the present template; null if there is none yet
 * @param old the other ReplicaSets, oldest first
 */
record Rollout(Deployment deployment, ReplicaSet newest, List<ReplicaSet> old) {
  static final Comparator<HasMetadata> BY_AGE =
      Comparator.comparing(
              (HasMetadata object) -> object.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(object -> object.getMetadata().getName());

  private static final String DEFAULT_SHARE = "25%";

  /** All ReplicaSets. */
  List<ReplicaSet> all() {
    return newest == null ? old : Stream.concat(old.stream(), Stream.of(newest)).toList();
  }

  /** The old ReplicaSets that still want Pods. */
  List<ReplicaSet> oldActive() {
    return old.stream().filter(set -> replicas(set) > 0).toList();
  }

  /** How many Pods the Deployment asks for. */
  int replicas() {
    return replicas(deployment);
  }

  /** Pods beyond {@link #replicas} that may exist during a rolling update. */
  int maxSurge() {
    return maxSurge(deployment);
  }

  /** Pods short of {@link #replicas} that are bearable. */
  int maxUnavailable() {
    if (!rolling(deployment) || replicas() == 0) return 0;
    return Math.min(resolveUnavailable(deployment), replicas());
  }

  static int maxSurge(Deployment deployment) {
    if (!rolling(deployment)) return 0;
    return IntOrPercent.resolve(
        parameters(deployment).getMaxSurge(), DEFAULT_SHARE, replicas(deployment), true);
  }

  static boolean rolling(Deployment deployment) {
    var strategy = deployment.getSpec().getStrategy();
    return strategy == null
        || strategy.getType() == null
        || strategy.getType().equals("RollingUpdate");
  }

  static int replicas(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int replicas(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int available(ReplicaSet set) {
    return set.getStatus() == null ? 0 : zero(set.getStatus().getAvailableReplicas());
  }

  static int sumReplicas(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(Rollout::replicas).sum();
  }

  static int sumAvailable(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(Rollout::available).sum();
  }

  static int zero(Integer count) {
    return count == null ? 0 : count;
  }

  /** An annotation's number, or a fallback. */
  static long number(HasMetadata object, String annotation, long fallback) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(annotation);
    try {
      return value == null ? fallback : Long.parseLong(value);
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  private static int resolveUnavailable(Deployment deployment) {
    int unavailable =
        IntOrPercent.resolve(
            parameters(deployment).getMaxUnavailable(), DEFAULT_SHARE, replicas(deployment), false);
    // Both rounded to zero would never let anything move.
    return unavailable == 0 && maxSurge(deployment) == 0 ? 1 : unavailable;
  }

  private static RollingUpdateDeployment parameters(Deployment deployment) {
    var strategy = deployment.getSpec().getStrategy();
    return strategy == null || strategy.getRollingUpdate() == null
        ? new RollingUpdateDeployment()
        : strategy.getRollingUpdate();
  }
}
