package dev.skiff.controlplane.controller.node;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.DisruptionTarget;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Deletes Pods that do not tolerate their node's NoExecute taints, when their time is up. */
public final class TaintEvictionController implements Controller {
  private static final String NAME = "node-controller";

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private ResourceCache<Node> nodes;
  private ResourceCache<Pod> pods;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events("taint-eviction-controller", client);
    clock = context.operator().timer();
    nodes = context.operator().informer(Node.class).cache();
    pods = PodsByNode.on(context.operator().informer(Pod.class));
    context
        .operator()
        .controller("taint-eviction-controller", Pod.class)
        .watches(
            Node.class,
            event ->
                event.previous() == null
                    || !taints(event.previous()).equals(taints(event.current())),
            node ->
                PodsByNode.of(pods, node.getMetadata().getName()).stream()
                    .map(Request::of)
                    .toList())
        .workers(4)
        .reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<Pod> pod = pods.get(request);
    if (pod.isEmpty() || Pods.terminating(pod.get()) || Pods.node(pod.get()).isEmpty()) {
      return Result.done();
    }
    Optional<Node> node = nodes.get("", Pods.node(pod.get()));
    if (node.isEmpty()) return Result.done();
    Instant now = clock.instant();
    Instant end = Tolerations.evictAt(pod.get(), taints(node.get()), now);
    if (end == null) return Result.done();
    if (end.isAfter(now)) return Result.requeueAfter(Duration.between(now, end));
    evict(pod.get());
    return Result.done();
  }

  private void evict(Pod pod) {
    events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + Request.of(pod));
    Failures.unlessGone(
        () -> {
          DisruptionTarget.mark(
              client,
              pod,
              "DeletionByTaintManager",
              "Taint manager: deleting due to NoExecute taint",
              clock.instant());
          client.resource(pod).delete();
        });
  }

  private static List<Taint> taints(Node node) {
    return node.getSpec() == null
        ? List.of()
        : Objects.requireNonNullElse(node.getSpec().getTaints(), List.of());
  }
}
