package dev.skiff.controlplane.controller.replicaset;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.PodChanges;
import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.common.PodExpectations;
import dev.skiff.controlplane.controller.common.PodManagers;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps as many Pods as a ReplicaSet asks for, or an object of a kind that is like one.
 *
 * @param <T> the kind
 */
public final class ReplicaSetController<T extends HasMetadata> implements Controller {
  private static final int BURST = 500;

  private final ReplicaKind<T> kind;
  private final String kindName;
  private KubernetesClient client;
  private InstantSource clock;
  private Expectations expectations;
  private PodChanges podChanges;
  private ResourceCache<T> sets;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private PodControl podControl;

  public ReplicaSetController(ReplicaKind<T> kind) {
    this.kind = kind;
    this.kindName = HasMetadata.getKind(kind.type());
  }

  @Override
  public void register(ControllerContext context) {
    String name = kind.controllerName();
    client = context.client(name);
    clock = context.operator().timer();
    expectations = new Expectations(clock);
    podChanges = new PodChanges(expectations);
    sets = ControllerIndex.on(context.operator().informer(kind.type()));
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client);
    podControl = new PodControl(client, context.events(name, client));
    PodExpectations.observe(context.operator().informer(Pod.class), expectations, kindName);
    context
        .operator()
        .controller(name, kind.type())
        .watches(Pod.class, this::setsOf)
        .workers(5)
        .reconciler(this::reconcile);
  }

  private Collection<Request> setsOf(Pod pod) {
    return PodManagers.of(
        pod,
        kindName,
        sets.list(Request.namespaceOf(pod)).stream(),
        set -> kind.asReplicaSet(set).getSpec().getSelector());
  }

  private Result reconcile(Request request) throws Exception {
    Optional<T> found = sets.get(request);
    if (found.isEmpty()) {
      expectations.forget(request);
      return Result.done();
    }
    T owner = found.get();
    ReplicaSet set = kind.asReplicaSet(owner);
    boolean mayAct = expectations.satisfied(request);
    List<Pod> claimed =
        claims.claim(owner, set.getSpec().getSelector(), ControllerIndex.candidates(pods, owner));
    Exception failure = null;
    if (mayAct && set.getMetadata().getDeletionTimestamp() == null) {
      failure = scale(request, owner, set, claimed.stream().filter(Pods::active).toList());
    }
    Instant now = clock.instant();
    ReplicaSetStatus status = ReplicaSetStatuses.of(set, claimed, failure, now);
    updateStatus(owner, status);
    if (failure != null) throw failure;
    int minReady = ReplicaSetStatuses.minReadySeconds(set);
    return claimed.stream()
        .map(pod -> Pods.untilAvailable(pod, minReady, now))
        .filter(Objects::nonNull)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  /** Makes or removes Pods; returns what went wrong, or null. */
  private Exception scale(Request request, T owner, ReplicaSet set, List<Pod> active)
      throws InterruptedException {
    int missing = ReplicaSetStatuses.replicas(set) - active.size();
    if (missing > 0) return create(request, owner, set, Math.min(missing, BURST));
    if (missing < 0) return delete(request, owner, active, Math.min(-missing, BURST));
    return null;
  }

  private Exception create(Request request, T owner, ReplicaSet set, int count)
      throws InterruptedException {
    Pod pod = PodControl.fromTemplate(owner, set.getSpec().getTemplate());
    return podChanges.create(request, count, () -> podControl.create(owner, pod)).failure();
  }

  private Exception delete(Request request, T owner, List<Pod> active, int count)
      throws InterruptedException {
    List<Pod> victims =
        DeletionOrder.sort(active, siblings(owner), clock.instant()).subList(0, count);
    return podChanges.delete(request, victims, pod -> podControl.delete(owner, pod)).failure();
  }

  /** Pods of all ReplicaSets with the same owner: a Deployment's Pods spread as one. */
  private List<Pod> siblings(T set) {
    var owner = Owners.controllerOf(set);
    if (owner.isEmpty()) return ControllerIndex.controlledBy(pods, set);
    return sets.list(Request.namespaceOf(set)).stream()
        .filter(
            other ->
                Owners.controllerOf(other)
                    .filter(reference -> reference.getUid().equals(owner.get().getUid()))
                    .isPresent())
        .flatMap(other -> ControllerIndex.controlledBy(pods, other).stream())
        .toList();
  }

  private void updateStatus(T owner, ReplicaSetStatus status) {
    // Compared as the kind has it: not every kind has all of a ReplicaSet's status.
    T updated = kind.withStatus(owner, status);
    if (kind.asReplicaSet(updated).getStatus().equals(kind.asReplicaSet(owner).getStatus())) return;
    Failures.unlessGone(() -> client.resource(updated).updateStatus());
  }
}
