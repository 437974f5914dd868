package dev.skiff.controlplane.controller.node;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells nodes, by an annotation, how long they may trust their copies of Secrets and ConfigMaps:
 * the more nodes there are, the longer.
 */
public final class NodeTtlController implements Controller {
  static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";
  private static final String NAME = "ttl-controller";

  private KubernetesClient client;
  private ResourceCache<Node> nodes;
  private int step;

  /** From how many nodes on, and up to how many, a number of seconds is right; they overlap. */
  private record Step(int min, int max, int seconds) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(0, 100, 0),
          new Step(90, 500, 15),
          new Step(450, 1000, 30),
          new Step(900, 2000, 60),
          new Step(1800, Integer.MAX_VALUE, 300));

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    nodes = context.operator().informer(Node.class).cache();
    context
        .operator()
        .controller(NAME, Node.class)
        .watches(Node.class, NodeTtlController::comesOrGoes, node -> everyNode())
        .reconciler(this::reconcile);
  }

  private static boolean comesOrGoes(ResourceEvent<Node> event) {
    return event.type() != ResourceEvent.Type.UPDATED;
  }

  private List<Request> everyNode() {
    return nodes.list().stream().map(Request::of).toList();
  }

  private Result reconcile(Request request) {
    Optional<Node> found = nodes.get(request);
    if (found.isEmpty()) return Result.done();
    step = step(step, nodes.list().size());
    String seconds = Integer.toString(STEPS.get(step).seconds);
    Map<String, String> annotations = found.get().getMetadata().getAnnotations();
    if (annotations != null && seconds.equals(annotations.get(ANNOTATION))) return Result.done();
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(Map.of("metadata", Map.of("annotations", Map.of(ANNOTATION, seconds))));
    Failures.unlessGone(
        () ->
            client.resource(found.get()).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
    return Result.done();
  }

  /** The step for a number of nodes; a few nodes more or less change nothing. */
  static int step(int step, int count) {
    int next = step;
    while (count > STEPS.get(next).max) next++;
    while (count < STEPS.get(next).min) next--;
    return next;
  }

  static int seconds(int step) {
    return STEPS.get(step).seconds;
  }
}
