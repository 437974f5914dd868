package dev.skiff.controlplane.controller.podgc;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.DisruptionTarget;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.node.OutOfService;
import dev.skiff.controlplane.controller.node.PodsByNode;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Removes Pods that nobody else will: those whose node is gone or out of service, those that were
 * deleted before they had a node, and ended ones when there are too many.
 */
public final class PodGarbageCollector implements Controller {
  private static final String NAME = "pod-garbage-collector";
  private static final Request ENDED = new Request("", "ended");

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
            PodGarbageCollector::strandsPods,
            node ->
                PodsByNode.of(pods, node.getMetadata().getName()).stream()
                    .map(Request::of)
                    .toList())
        .reconciler(this::reconcile);
    var ended = new EndedPods(context.settings().terminatedPodGcThreshold());
    var trigger = context.operator().worker(NAME + "-ended", 1, request -> removeAll(ended));
    context
        .operator()
        .informer(Pod.class)
        .addHandler(
            event -> {
              if (ended.seen(event)) trigger.wake(ENDED, Duration.ZERO);
            });
  }

  private static boolean strandsPods(ResourceEvent<Node> event) {
    return event.type() == ResourceEvent.Type.DELETED || OutOfService.is(event.current());
  }

  private Result removeAll(EndedPods ended) {
    ended.surplus().forEach(this::remove);
    return Result.done();
  }

  private Result reconcile(Request request) {
    Optional<Pod> found = pods.get(request);
    if (found.isEmpty()) return Result.done();
    Pod pod = found.get();
    String node = Pods.node(pod);
    if (node.isEmpty()) {
      if (Pods.terminating(pod)) end(pod);
      return Result.done();
    }
    Optional<Node> present = nodes.get("", node);
    if (present.isPresent()) {
      if (Pods.terminating(pod) && OutOfService.is(present.get())) end(pod);
      return Result.done();
    }
    // The node may be so new that the cache has not seen it.
    if (client.nodes().withName(node).get() != null) return Result.done();
    if (!Pods.finished(pod)) {
      DisruptionTarget.fail(
          client, pod, "DeletionByPodGC", "PodGC: node no longer exists", clock.instant());
    }
    remove(pod);
    return Result.done();
  }

  /** Nobody is left to report how the Pod ends. */
  private void end(Pod pod) {
    if (!Pods.finished(pod)) {
      Failures.unlessGone(
          () ->
              client
                  .resource(pod)
                  .subresource("status")
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      "{\"status\":{\"phase\":\"Failed\"}}"));
    }
    remove(pod);
  }

  private void remove(Pod pod) {
    Failures.unlessGone(() -> client.resource(pod).withGracePeriod(0).delete());
  }
}
