package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.PodExpectations;
import dev.skiff.controlplane.controller.common.PodManagers;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.Selectors;
import dev.skiff.controlplane.controller.history.HashCollisionException;
import dev.skiff.controlplane.controller.history.RevisionHistory;
import dev.skiff.controlplane.controller.history.Revisions;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps a Pod on each node that a DaemonSet asks for. */
public final class DaemonSetController implements Controller {
  private static final String NAME = "daemon-set-controller";
  private static final String COMPONENT = "daemonset-controller";

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private Expectations expectations;
  private ResourceCache<DaemonSet> sets;
  private ResourceCache<Node> nodes;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private RevisionHistory history;
  private DaemonPodActions actions;
  private FailedPods failed;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(COMPONENT, client);
    clock = context.operator().timer();
    expectations = new Expectations(clock);
    sets = context.operator().informer(DaemonSet.class).cache();
    nodes = context.operator().informer(Node.class).cache();
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client);
    history =
        new RevisionHistory(
            client,
            ControllerIndex.on(context.operator().informer(ControllerRevision.class)),
            RevisionHistory.POD_LABEL);
    actions = new DaemonPodActions(client, events, expectations);
    failed = new FailedPods(clock);
    PodExpectations.observe(context.operator().informer(Pod.class), expectations, "DaemonSet");
    context
        .operator()
        .controller(NAME, DaemonSet.class)
        .owns(ControllerRevision.class)
        .watches(Pod.class, this::setsOf)
        .watches(Node.class, DaemonSetController::placesPods, node -> everySet())
        .workers(2)
        .reconciler(this::reconcile);
  }

  private Collection<Request> setsOf(Pod pod) {
    return PodManagers.of(
        pod,
        "DaemonSet",
        sets.list(Request.namespaceOf(pod)).stream(),
        set -> set.getSpec().getSelector());
  }

  private List<Request> everySet() {
    return sets.list().stream().map(Request::of).toList();
  }

  /** A node's heartbeat moves nothing. */
  private static boolean placesPods(ResourceEvent<Node> event) {
    if (event.previous() == null || event.type() != ResourceEvent.Type.UPDATED) return true;
    Node before = event.previous();
    Node after = event.current();
    return !Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
        || !Objects.equals(before.getSpec(), after.getSpec());
  }

  private Result reconcile(Request request) throws Exception {
    Optional<DaemonSet> found = sets.get(request);
    if (found.isEmpty()) {
      expectations.forget(request);
      failed.forget(request);
      return Result.done();
    }
    DaemonSet set = found.get();
    if (Selectors.isEmpty(set.getSpec().getSelector())) {
      events.warning(
          set,
          "SelectingAll",
          "This daemon set is selecting all pods. A non-empty selector is required.");
      return Result.done();
    }
    if (set.getMetadata().getDeletionTimestamp() != null) return Result.done();
    return advance(request, set);
  }

  private Result advance(Request request, DaemonSet set) throws Exception {
    Revisions revisions = revisions(set);
    Daemons daemons = look(set, history.hash(revisions.current()));
    boolean mayAct = expectations.satisfied(request);
    Exception failure = null;
    if (mayAct) {
      Changes changes = Placement.of(daemons, pod -> failed.mayReplace(request, pod));
      if (changes.isEmpty() && Daemons.rolling(set)) changes = RollingUpdate.step(daemons);
      failure = actions.carryOut(request, set, daemons.hash(), changes);
      history.forget(revisions, set.getSpec().getRevisionHistoryLimit(), live(set, daemons));
    }
    updateStatus(set, DaemonSetStatuses.of(daemons));
    if (failure != null) throw failure;
    return again(request, daemons);
  }

  private Daemons look(DaemonSet set, String hash) {
    List<Pod> claimed =
        claims.claim(set, set.getSpec().getSelector(), ControllerIndex.candidates(pods, set));
    return Daemons.of(set, hash, nodes.list(), claimed, clock.instant());
  }

  private Revisions revisions(DaemonSet set) {
    DaemonSetStatus status = set.getStatus();
    Integer collisions = status == null ? null : status.getCollisionCount();
    try {
      return history.of(set, set.getSpec().getSelector(), set.getSpec().getTemplate(), collisions);
    } catch (HashCollisionException e) {
      var counted =
          (status == null ? new DaemonSetStatusBuilder() : new DaemonSetStatusBuilder(status))
              .withCollisionCount(collisions == null ? 1 : collisions + 1);
      updateStatus(set, counted.build());
      throw e;
    }
  }

  private static Set<String> live(DaemonSet set, Daemons daemons) {
    return daemons.pods().values().stream()
        .flatMap(List::stream)
        .map(pod -> pod.getMetadata().getLabels().get(RevisionHistory.POD_LABEL))
        .map(hash -> set.getMetadata().getName() + "-" + hash)
        .collect(Collectors.toSet());
  }

  /** When time alone will have changed something. */
  private Result again(Request request, Daemons daemons) {
    int minReady = Daemons.minReadySeconds(daemons.set());
    Stream<Duration> ready =
        daemons.pods().values().stream()
            .flatMap(List::stream)
            .map(pod -> Pods.untilAvailable(pod, minReady, daemons.now()));
    Instant replaceable = failed.next(request);
    Stream<Duration> replace =
        Stream.of(replaceable).map(at -> at == null ? null : Duration.between(daemons.now(), at));
    return Stream.concat(ready, replace)
        .filter(Objects::nonNull)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  private void updateStatus(DaemonSet set, DaemonSetStatus status) {
    if (status.equals(set.getStatus())) return;
    Failures.unlessGone(
        () -> client.resource(new DaemonSetBuilder(set).withStatus(status).build()).updateStatus());
  }
}
