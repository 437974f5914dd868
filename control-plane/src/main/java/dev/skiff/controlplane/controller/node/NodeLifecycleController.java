package dev.skiff.controlplane.controller.node;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Notices nodes that fall silent, taints them, and takes their Pods out of service at once. */
public final class NodeLifecycleController implements Controller {
  private static final String NAME = "node-controller";
  private static final String LEASES = "kube-node-lease";

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private ResourceCache<Node> nodes;
  private ResourceCache<Lease> leases;
  private ResourceCache<Pod> pods;
  private NodeHealth health;
  private final EvictionPace pace = new EvictionPace();

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(NAME, client);
    clock = context.operator().timer();
    nodes = context.operator().informer(Node.class).cache();
    leases = context.operator().informer(Lease.class).cache();
    pods = PodsByNode.on(context.operator().informer(Pod.class));
    health = new NodeHealth(context.settings().nodeMonitorGracePeriod());
    context
        .operator()
        .controller("node-lifecycle-controller", Node.class)
        .watches(
            Lease.class,
            lease ->
                LEASES.equals(lease.getMetadata().getNamespace())
                    ? List.of(new Request("", lease.getMetadata().getName()))
                    : List.of())
        .watches(Node.class, NodeLifecycleController::changesZone, node -> silentNodes())
        .workers(4)
        .reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<Node> found = nodes.get(request);
    if (found.isEmpty()) {
      health.forget(request.name());
      return Result.done();
    }
    Instant now = clock.instant();
    Duration remaining = health.remaining(found.get(), leases.get(LEASES, request.name()), now);
    Node node = found.get();
    boolean silent = !remaining.isPositive();
    if (silent) node = markSilent(node, now);
    Duration evictionLeft = taint(node, now);
    if (!NodeConditions.ready(node).equals("True")) markPodsNotReady(node, now);
    return Stream.of(silent ? null : remaining, evictionLeft)
        .filter(Objects::nonNull)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  /** Whether nodes may lose their Pods now that could not before, or the other way round. */
  private static boolean changesZone(ResourceEvent<Node> event) {
    return event.type() != ResourceEvent.Type.UPDATED
        || !NodeConditions.ready(event.previous()).equals(NodeConditions.ready(event.current()));
  }

  private List<Request> silentNodes() {
    return nodes.list().stream()
        .filter(node -> !NodeConditions.ready(node).equals("True"))
        .map(Request::of)
        .toList();
  }

  private Node markSilent(Node node, Instant now) {
    var conditions = NodeConditions.silent(node, now);
    if (node.getStatus() != null && conditions.equals(node.getStatus().getConditions()))
      return node;
    boolean wasReady = NodeConditions.ready(node).equals("True");
    if (!wasReady
        && NodeConditions.ready(node).equals("Unknown")
        && NodeConditions.find(node, "Ready").isPresent()) {
      return node;
    }
    Node marked =
        client
            .resource(
                new NodeBuilder(node)
                    .editOrNewStatus()
                    .withConditions(conditions)
                    .endStatus()
                    .build())
            .updateStatus();
    if (wasReady) {
      events.normal(
          node,
          "NodeNotReady",
          "Node " + node.getMetadata().getName() + " status is now: NodeNotReady");
    }
    return marked;
  }

  /** Taints a node, and says when to look again because its Pods may stay for a while yet. */
  private Duration taint(Node node, Instant now) {
    Optional<Duration> left =
        NodeConditions.ready(node).equals("True")
            ? Optional.of(Duration.ZERO)
            : pace.left(node, NodeTaints.evicts(node), allWith(node), now);
    boolean evicts = left.filter(Duration::isZero).isPresent();
    List<Taint> taints = NodeTaints.of(node, evicts, now);
    List<Taint> present = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    if (!taints.equals(present)) {
      client
          .resource(new NodeBuilder(node).editOrNewSpec().withTaints(taints).endSpec().build())
          .update();
    }
    return evicts ? null : left.orElse(null);
  }

  /** All nodes; the cache may not have seen yet what was just written of this one. */
  private List<Node> allWith(Node node) {
    String name = node.getMetadata().getName();
    return nodes.list().stream()
        .map(one -> one.getMetadata().getName().equals(name) ? node : one)
        .toList();
  }

  /** Endpoints must not lead to a node that does not answer. */
  private void markPodsNotReady(Node node, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (Pod pod : PodsByNode.of(pods, node.getMetadata().getName())) {
      if (!Pods.ready(pod)) continue;
      List<PodCondition> conditions = new ArrayList<>();
      for (PodCondition condition : pod.getStatus().getConditions()) {
        conditions.add(
            condition.getType().equals("Ready")
                ? condition.edit().withStatus("False").withLastTransitionTime(time).build()
                : condition);
      }
      Failures.unlessGone(
          () -> {
            client
                .resource(
                    new PodBuilder(pod).editStatus().withConditions(conditions).endStatus().build())
                .updateStatus();
            events.warning(pod, "NodeNotReady", "Node is not ready");
          });
    }
  }
}
