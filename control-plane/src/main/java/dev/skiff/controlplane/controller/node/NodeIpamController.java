package dev.skiff.controlplane.controller.node;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.WrittenVersions;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;

/** Gives every node a range of Pod addresses. */
public final class NodeIpamController implements Controller {
  private static final String NAME = "node-controller";

  private KubernetesClient client;
  private EventRecorder events;
  private ResourceCache<Node> nodes;
  private PodCidrs cidrs;
  private final WrittenVersions written = new WrittenVersions();

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(NAME, client);
    cidrs = new PodCidrs(context.settings().clusterCidr());
    var informer = context.operator().informer(Node.class);
    nodes = informer.cache();
    informer.addHandler(this::account);
    // One worker: two nodes must never be offered the same range.
    context.operator().controller("node-ipam-controller", Node.class).reconciler(this::reconcile);
  }

  private void account(ResourceEvent<Node> event) {
    String cidr = event.current().getSpec() == null ? null : event.current().getSpec().getPodCIDR();
    if (cidr == null || cidr.isEmpty()) return;
    if (event.type() == ResourceEvent.Type.DELETED) cidrs.free(cidr);
    else cidrs.occupy(cidr);
  }

  private Result reconcile(Request request) {
    Optional<Node> node = nodes.get(request);
    if (node.isEmpty()) {
      written.forget(request);
      return Result.done();
    }
    boolean goes = node.get().getMetadata().getDeletionTimestamp() != null;
    if (goes || written.overtakes(node.get())) return Result.done();
    String present = node.get().getSpec() == null ? null : node.get().getSpec().getPodCIDR();
    if (present != null && !present.isEmpty()) return Result.done();
    String cidr = cidrs.take();
    if (cidr == null) {
      events.normal(
          node.get(),
          "CIDRNotAvailable",
          "Node " + request.name() + " status is now: CIDRNotAvailable");
      throw new IllegalStateException("no Pod addresses are left for node " + request.name());
    }
    try {
      written.note(
          client
              .nodes()
              .withName(request.name())
              .patch(
                  PatchContext.of(PatchType.STRATEGIC_MERGE),
                  "{\"spec\":{\"podCIDR\":\"%s\",\"podCIDRs\":[\"%s\"]}}".formatted(cidr, cidr)));
    } catch (RuntimeException e) {
      cidrs.free(cidr);
      throw e;
    }
    return Result.done();
  }
}
