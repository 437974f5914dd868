package dev.skiff.controlplane.controller.disruption;

import dev.skiff.controlplane.controller.common.DisruptionTarget;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.Reconciler;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes back what was said of Pods that were to be disrupted, and never were. */
final class StaleDisruptions implements Reconciler {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final ResourceCache<Pod> pods;
  private final InstantSource clock;

  StaleDisruptions(KubernetesClient client, ResourceCache<Pod> pods, InstantSource clock) {
    this.client = client;
    this.pods = pods;
    this.clock = clock;
  }

  @Override
  public Result reconcile(Request request) {
    Optional<Pod> pod = pods.get(request);
    Instant now = clock.instant();
    Optional<Duration> left = pod.flatMap(one -> left(one, now));
    if (left.isEmpty()) return Result.done();
    if (left.get().isPositive()) return Result.requeueAfter(left.get());
    Failures.unlessGone(() -> DisruptionTarget.clear(client, pod.get(), now));
    return Result.done();
  }

  /**
   * How long a Pod may yet be said to be about to be disrupted; empty if nothing says so, or it is
   * true. A kubelet that ends a Pod takes the time that it takes.
   */
  static Optional<Duration> left(Pod pod, Instant now) {
    if (!Pods.active(pod)) return Optional.empty();
    return Pods.condition(pod, DisruptionTarget.TYPE)
        .filter(one -> one.getStatus().equals("True"))
        .filter(one -> !"TerminationByKubelet".equals(one.getReason()))
        .map(one -> Instant.parse(one.getLastTransitionTime()).plus(PATIENCE))
        .map(until -> Duration.between(now, until));
  }
}
