package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.PodChanges;
import dev.skiff.controlplane.controller.common.PodExpectations;
import dev.skiff.controlplane.controller.common.PodManagers;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.Selectors;
import dev.skiff.controlplane.controller.history.HashCollisionException;
import dev.skiff.controlplane.controller.history.RevisionHistory;
import dev.skiff.controlplane.controller.history.Revisions;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps the numbered Pods of StatefulSets. */
public final class StatefulSetController implements Controller {
  private static final String NAME = "statefulset-controller";
  private static final String HASH_LABEL = "controller.kubernetes.io/hash";

  private KubernetesClient client;
  private InstantSource clock;
  private Expectations expectations;
  private PodChanges podChanges;
  private ResourceCache<StatefulSet> sets;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private RevisionHistory history;
  private StatefulPodControl control;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    expectations = new Expectations(clock);
    podChanges = new PodChanges(expectations);
    sets = context.operator().informer(StatefulSet.class).cache();
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client);
    history =
        new RevisionHistory(
            client,
            ControllerIndex.on(context.operator().informer(ControllerRevision.class)),
            HASH_LABEL);
    control =
        new StatefulPodControl(
            client,
            context.events(NAME, client),
            context.operator().informer(PersistentVolumeClaim.class).cache());
    PodExpectations.observe(context.operator().informer(Pod.class), expectations, "StatefulSet");
    context
        .operator()
        .controller(NAME, StatefulSet.class)
        .owns(ControllerRevision.class)
        .watches(Pod.class, this::setsOf)
        .watches(PersistentVolumeClaim.class, StatefulSetController::goes, this::setsThatWaitFor)
        .workers(5)
        .reconciler(this::reconcile);
  }

  private Collection<Request> setsOf(Pod pod) {
    return PodManagers.of(
        pod,
        "StatefulSet",
        sets.list(Request.namespaceOf(pod)).stream().filter(set -> Identity.ordinal(set, pod) >= 0),
        set -> set.getSpec().getSelector());
  }

  private static boolean goes(ResourceEvent<PersistentVolumeClaim> event) {
    return event.type() == ResourceEvent.Type.DELETED;
  }

  /** A Pod that is to be made anew waits for the claims of the one before to go. */
  private List<Request> setsThatWaitFor(PersistentVolumeClaim claim) {
    return sets.list(Request.namespaceOf(claim)).stream()
        .filter(
            set -> Selectors.matches(set.getSpec().getSelector(), claim.getMetadata().getLabels()))
        .map(Request::of)
        .toList();
  }

  private Result reconcile(Request request) throws Exception {
    Optional<StatefulSet> found = sets.get(request);
    if (found.isEmpty()) {
      expectations.forget(request);
      return Result.done();
    }
    StatefulSet set = found.get();
    boolean mayAct =
        expectations.satisfied(request) && set.getMetadata().getDeletionTimestamp() == null;
    Revisions revisions = revisions(set);
    ControllerRevision current = current(set, revisions);
    Replicas replicas =
        Replicas.of(set, name(current), name(revisions.current()), claimed(set), clock.instant());
    Exception failure = mayAct ? act(request, replicas, current) : null;
    updateStatus(set, StatefulSetStatuses.of(replicas));
    if (failure != null) throw failure;
    if (mayAct) {
      history.forget(revisions, set.getSpec().getRevisionHistoryLimit(), live(replicas));
    }
    return present(replicas)
        .map(pod -> Pods.untilAvailable(pod, Replicas.minReadySeconds(set), replicas.now()))
        .filter(Objects::nonNull)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  private List<Pod> claimed(StatefulSet set) {
    List<Pod> members =
        ControllerIndex.candidates(pods, set).stream()
            .filter(pod -> Identity.ordinal(set, pod) >= 0)
            .toList();
    return claims.claim(set, set.getSpec().getSelector(), members);
  }

  /** Repairs identities and takes the next step; returns what went wrong, or null. */
  private Exception act(Request request, Replicas replicas, ControllerRevision current)
      throws InterruptedException {
    StatefulSet set = replicas.set();
    for (Pod pod : replicas.slots()) {
      if (pod == null || !Pods.active(pod)) continue;
      control.identify(set, pod);
      if (Pods.phase(pod).equals("Pending")) control.provide(set, pod);
      control.retain(set, pod);
    }
    replicas.condemned().forEach(pod -> control.retain(set, pod));
    Step step = Step.of(replicas);
    // Expectations are of one sort at a time.
    if (!step.delete().isEmpty()) {
      return podChanges.delete(request, step.delete(), pod -> control.delete(set, pod)).failure();
    }
    if (!step.create().isEmpty()) return create(request, replicas, current, step.create());
    return null;
  }

  private Exception create(
      Request request, Replicas replicas, ControllerRevision current, List<Integer> ordinals)
      throws InterruptedException {
    StatefulSet set = replicas.set();
    PodTemplateSpec kept = history.template(current);
    var waiting = new ConcurrentLinkedQueue<Pod>();
    for (int ordinal : ordinals) {
      String revision = replicas.revisionFor(ordinal);
      boolean updated = revision.equals(replicas.updateRevision());
      PodTemplateSpec template = updated ? set.getSpec().getTemplate() : kept;
      Pod pod = Identity.pod(set, ordinal, template, revision);
      if (!control.mustWait(set, pod)) waiting.add(pod);
    }
    return podChanges
        .create(
            request,
            waiting.size(),
            () -> {
              control.create(set, waiting.remove());
              return null;
            })
        .failure();
  }

  private Revisions revisions(StatefulSet set) {
    StatefulSetStatus status = set.getStatus();
    Integer collisions = status == null ? null : status.getCollisionCount();
    try {
      return history.of(set, set.getSpec().getSelector(), set.getSpec().getTemplate(), collisions);
    } catch (HashCollisionException e) {
      var counted =
          (status == null ? new StatefulSetStatusBuilder() : new StatefulSetStatusBuilder(status))
              .withCollisionCount(collisions == null ? 1 : collisions + 1);
      updateStatus(set, counted.build());
      throw e;
    }
  }

  /** The revision that a rollout comes from; at first there is only the newest. */
  private static ControllerRevision current(StatefulSet set, Revisions revisions) {
    String noted = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
    return revisions.old().stream()
        .filter(revision -> name(revision).equals(noted))
        .findFirst()
        .orElse(revisions.current());
  }

  private static Set<String> live(Replicas replicas) {
    return Stream.concat(
            Stream.of(replicas.currentRevision(), replicas.updateRevision()),
            present(replicas).map(Replicas::revision))
        .collect(Collectors.toSet());
  }

  private static Stream<Pod> present(Replicas replicas) {
    return Stream.concat(replicas.slots().stream(), replicas.condemned().stream())
        .filter(Objects::nonNull);
  }

  private static String name(ControllerRevision revision) {
    return revision.getMetadata().getName();
  }

  private void updateStatus(StatefulSet set, StatefulSetStatus status) {
    if (status.equals(set.getStatus())) return;
    Failures.unlessGone(
        () ->
            client.resource(new StatefulSetBuilder(set).withStatus(status).build()).updateStatus());
  }
}
