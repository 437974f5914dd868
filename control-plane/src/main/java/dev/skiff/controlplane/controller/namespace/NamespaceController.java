package dev.skiff.controlplane.controller.namespace;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.namespace.NamespaceConditions.Leftovers;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Empties a namespace that is being deleted, then lets it go. */
public final class NamespaceController implements Controller {
  private static final String NAME = "namespace-controller";
  private static final String FINALIZER = "kubernetes";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private KubernetesClient client;
  private InstantSource clock;
  private ResourceCache<Namespace> namespaces;
  private NamespaceContent content;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    namespaces = context.operator().informer(Namespace.class).cache();
    content = new NamespaceContent(client);
    context
        .operator()
        .controller(NAME, Namespace.class)
        // Pods take their time; the last one to go wakes us.
        .watches(
            Pod.class, event -> event.type() == ResourceEvent.Type.DELETED, this::goingNamespace)
        .workers(4)
        .reconciler(this::reconcile);
  }

  private List<Request> goingNamespace(Pod pod) {
    return namespaces
        .get("", Request.namespaceOf(pod))
        .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() != null)
        .map(namespace -> List.of(Request.of(namespace)))
        .orElse(List.of());
  }

  private Result reconcile(Request request) {
    Optional<Namespace> cached = namespaces.get(request);
    if (cached.isEmpty() || cached.get().getMetadata().getDeletionTimestamp() == null) {
      return Result.done();
    }
    // The cache may be behind a finalization of ours.
    Namespace namespace = client.namespaces().withName(request.name()).get();
    if (namespace == null || !namespace.getSpec().getFinalizers().contains(FINALIZER)) {
      return Result.done();
    }
    Leftovers left = content.delete(request.name());
    Namespace reported = report(namespace, left);
    if (!left.nothing()) return Result.requeueAfter(LOOK_AGAIN);
    finalizeNamespace(reported);
    return Result.done();
  }

  private Namespace report(Namespace namespace, Leftovers left) {
    List<NamespaceCondition> before = namespace.getStatus().getConditions();
    List<NamespaceCondition> now = NamespaceConditions.of(left, before, clock.instant());
    if (now.equals(before)) return namespace;
    return client
        .resource(
            new NamespaceBuilder(namespace)
                .editStatus()
                .withPhase("Terminating")
                .withConditions(now)
                .endStatus()
                .build())
        .updateStatus();
  }

  private void finalizeNamespace(Namespace namespace) {
    List<String> rest = new ArrayList<>(namespace.getSpec().getFinalizers());
    rest.remove(FINALIZER);
    Namespace released =
        new NamespaceBuilder(namespace).editSpec().withFinalizers(rest).endSpec().build();
    client.raw(
        "/api/v1/namespaces/" + namespace.getMetadata().getName() + "/finalize", "PUT", released);
  }
}
