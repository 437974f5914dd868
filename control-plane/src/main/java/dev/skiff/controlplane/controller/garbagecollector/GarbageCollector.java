package dev.skiff.controlplane.controller.garbagecollector;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.operator.api.ControllerBuilder.Trigger;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceKind;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes what has lost its owners, and finishes deletions that wait for dependents (foreground) or
 * let them live (orphan).
 */
public final class GarbageCollector implements Controller {
  private static final String NAME = "generic-garbage-collector";

  private final ObjectGraph graph = new ObjectGraph();
  private LiveObjects live;
  private Monitors monitors;
  private Trigger trigger;
  private ResourceCache<CustomResourceDefinition> definitions;
  private EventRecorder events;

  @Override
  public void register(ControllerContext context) {
    KubernetesClient client = context.client(NAME);
    live = new LiveObjects(client);
    events = context.events("garbage-collector-controller", client);
    monitors = new Monitors(context.operator(), client, this::observe);
    definitions = context.operator().informer(CustomResourceDefinition.class).cache();
    // The name of a request is an object's uid.
    trigger = context.operator().worker(NAME, 10, request -> collect(request.name()));
    context
        .operator()
        .controller(NAME + "-monitors", CustomResourceDefinition.class)
        .trigger(monitor -> monitor.wake(new Request("", ""), Duration.ZERO))
        .reconciler(this::followDiscovery);
  }

  private Result followDiscovery(Request request) {
    // Owners of kinds that nobody knew may be found, or missed, now.
    if (monitors.sync()) wake(graph.waiting());
    Optional<CustomResourceDefinition> definition = definitions.get(request);
    // Discovery follows a definition within moments.
    return definition.isPresent() && established(definition.get()) && !monitored(definition.get())
        ? Result.requeueAfter(Duration.ofSeconds(1))
        : Result.done();
  }

  private boolean monitored(CustomResourceDefinition definition) {
    var spec = definition.getSpec();
    return monitors.find(spec.getGroup() + "/", spec.getNames().getKind()).isPresent();
  }

  private static boolean established(CustomResourceDefinition definition) {
    return definition.getMetadata().getDeletionTimestamp() == null
        && definition.getSpec().getVersions().stream()
            .anyMatch(version -> Boolean.TRUE.equals(version.getServed()))
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Established") && one.getStatus().equals("True"));
  }

  private void observe(ResourceKind kind, ResourceEvent<GenericKubernetesResource> event) {
    wake(graph.observe(kind, event));
  }

  private void wake(Set<String> uids) {
    uids.forEach(uid -> trigger.wake(new Request("", uid), Duration.ZERO));
  }

  private Result collect(String uid) {
    Optional<ObjectGraph.Node> found = graph.find(uid);
    if (found.isEmpty() || !found.get().confirmed()) return Result.done();
    ObjectGraph.Node node = found.get();
    Optional<GenericKubernetesResource> object =
        live.get(node.kind(), node.namespace(), node.name(), uid);
    if (object.isEmpty()) {
      wake(graph.remove(uid));
      return Result.done();
    }
    List<String> finalizers = object.get().getMetadata().getFinalizers();
    if (object.get().getMetadata().getDeletionTimestamp() == null) {
      judge(node, object.get());
    } else if (finalizers.contains(ObjectGraph.ORPHAN)) {
      orphan(node, object.get());
    } else if (finalizers.contains(ObjectGraph.FOREGROUND)) {
      finishForeground(node, object.get());
    }
    return Result.done();
  }

  /** Lets dependents live on without this owner. */
  private void orphan(ObjectGraph.Node node, GenericKubernetesResource object) {
    for (ObjectGraph.Node dependent : graph.dependents(node.uid())) {
      live.get(dependent.kind(), dependent.namespace(), dependent.name(), dependent.uid())
          .ifPresent(child -> live.disown(dependent.kind(), child, Set.of(node.uid())));
    }
    live.release(node.kind(), object, ObjectGraph.ORPHAN);
  }

  /** Goes when no dependent is left that holds it back. */
  private void finishForeground(ObjectGraph.Node node, GenericKubernetesResource object) {
    List<ObjectGraph.Node> blocking =
        graph.dependents(node.uid()).stream().filter(one -> one.blocks(node.uid())).toList();
    if (blocking.isEmpty()) {
      live.release(node.kind(), object, ObjectGraph.FOREGROUND);
      return;
    }
    blocking.stream()
        .filter(dependent -> !dependent.deleting())
        .forEach(dependent -> wake(Set.of(dependent.uid())));
  }

  /** Lives while one owner does. */
  private void judge(ObjectGraph.Node node, GenericKubernetesResource object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    if (owners == null || owners.isEmpty()) return;
    Set<String> gone = new HashSet<>();
    Set<String> going = new HashSet<>();
    boolean owned = false;
    for (OwnerReference owner : owners) {
      switch (state(owner, node, object)) {
        case GONE -> gone.add(owner.getUid());
        case WAITS_FOR_DEPENDENTS -> going.add(owner.getUid());
        case ALIVE -> owned = true;
      }
    }
    if (owned) {
      gone.addAll(going);
      if (!gone.isEmpty()) live.disown(node.kind(), object, gone);
      return;
    }
    List<ObjectGraph.Node> dependents = graph.dependents(node.uid());
    boolean foreground = !going.isEmpty() && !dependents.isEmpty();
    // Owners that wait for what waits for them would wait for ever.
    boolean circle =
        foreground && dependents.stream().anyMatch(ObjectGraph.Node::waitsForDependents);
    if (circle && live.unblock(node.kind(), object)) {
      wake(Set.of(node.uid()));
      return;
    }
    live.delete(node.kind(), object, foreground ? DeletionPropagation.FOREGROUND : policy(object));
  }

  private OwnerState state(
      OwnerReference owner, ObjectGraph.Node dependent, GenericKubernetesResource object) {
    Optional<ObjectGraph.Node> known = graph.find(owner.getUid());
    if (known.isPresent() && known.get().isMeantBy(owner, dependent.namespace())) {
      return known.get().waitsForDependents() ? OwnerState.WAITS_FOR_DEPENDENTS : OwnerState.ALIVE;
    }
    if (known.isPresent() && known.get().isElsewhere(dependent.namespace())) {
      reportElsewhere(owner, object);
    }
    Optional<ResourceKind> kind = monitors.find(owner.getApiVersion(), owner.getKind());
    // An owner of a kind that nobody serves cannot be looked for until somebody does: never delete
    // on a guess.
    if (kind.isEmpty()) return OwnerState.ALIVE;
    // A namespaced owner of a cluster-scoped object is a mistake that must not cost the object.
    if (kind.get().namespaced() && dependent.namespace().isEmpty()) return OwnerState.ALIVE;
    Optional<GenericKubernetesResource> found =
        live.get(kind.get(), dependent.namespace(), owner.getName(), owner.getUid());
    if (found.isEmpty()) return OwnerState.GONE;
    boolean waits =
        found.get().getMetadata().getDeletionTimestamp() != null
            && found.get().getMetadata().getFinalizers().contains(ObjectGraph.FOREGROUND);
    return waits ? OwnerState.WAITS_FOR_DEPENDENTS : OwnerState.ALIVE;
  }

  private void reportElsewhere(OwnerReference owner, GenericKubernetesResource dependent) {
    String namespace = Request.namespaceOf(dependent);
    events.warning(
        dependent,
        "OwnerRefInvalidNamespace",
        "ownerRef [%s/%s, namespace: %s, name: %s, uid: %s] does not exist in namespace \"%s\""
            .formatted(
                owner.getApiVersion(),
                owner.getKind(),
                namespace,
                owner.getName(),
                owner.getUid(),
                namespace));
  }

  private static DeletionPropagation policy(GenericKubernetesResource object) {
    List<String> finalizers = object.getMetadata().getFinalizers();
    if (finalizers.contains(ObjectGraph.ORPHAN)) return DeletionPropagation.ORPHAN;
    if (finalizers.contains(ObjectGraph.FOREGROUND)) return DeletionPropagation.FOREGROUND;
    return DeletionPropagation.BACKGROUND;
  }

  private enum OwnerState {
    ALIVE,
    WAITS_FOR_DEPENDENTS,
    GONE
  }
}
