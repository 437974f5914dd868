package dev.skiff.controlplane.controller.podgc;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.DisruptionTarget;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.node.PodsByNode;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Removes Pods that nobody else will: those whose node is gone, and those that were deleted before
 * they had a node.
 */
public final class PodGarbageCollector implements Controller {
  private static final String NAME = "pod-garbage-collector";

  private KubernetesClient client;
  private InstantSource clock;
  private ResourceCache<Node> nodes;
  private ResourceCache<Pod> pods;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    nodes = context.operator().informer(Node.class).cache();
    pods = PodsByNode.on(context.operator().informer(Pod.class));
    context
        .operator()
        .controller(NAME, Pod.class)
        .watches(
            Node.class,
            event -> event.type() == ResourceEvent.Type.DELETED,
            node ->
                PodsByNode.of(pods, node.getMetadata().getName()).stream()
                    .map(Request::of)
                    .toList())
        .reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<Pod> found = pods.get(request);
    if (found.isEmpty()) return Result.done();
    Pod pod = found.get();
    String node = Pods.node(pod);
    if (node.isEmpty()) {
      if (Pods.terminating(pod)) remove(pod);
      return Result.done();
    }
    if (nodes.get("", node).isPresent()) return Result.done();
    // The node may be so new that the cache has not seen it.
    if (client.nodes().withName(node).get() != null) return Result.done();
    if (!Pods.finished(pod)) {
      DisruptionTarget.fail(
          client, pod, "DeletionByPodGC", "PodGC: node no longer exists", clock.instant());
    }
    remove(pod);
    return Result.done();
  }

  private void remove(Pod pod) {
    Failures.unlessGone(() -> client.resource(pod).withGracePeriod(0).delete());
  }
}
