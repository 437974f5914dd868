package dev.skiff.controlplane.controller.deployment;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.Selectors;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rolls a Deployment's template out, revision by revision, through ReplicaSets. */
public final class DeploymentController implements Controller {
  private static final String NAME = "deployment-controller";

  private KubernetesClient client;
  private InstantSource clock;
  private EventRecorder events;
  private ResourceCache<Deployment> deployments;
  private ResourceCache<ReplicaSet> replicaSets;
  private ResourceCache<Pod> pods;
  private Claims claims;
  private ReplicaSets revisions;
  private Scaler scaler;
  private RollingUpdate rollingUpdate;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    events = context.events(NAME, client);
    deployments = context.operator().informer(Deployment.class).cache();
    replicaSets = ControllerIndex.on(context.operator().informer(ReplicaSet.class));
    pods = ControllerIndex.on(context.operator().informer(Pod.class));
    claims = new Claims(client);
    revisions = new ReplicaSets(client, events, clock);
    scaler = new Scaler(client, events);
    rollingUpdate = new RollingUpdate(scaler);
    context
        .operator()
        .controller(NAME, Deployment.class)
        .watches(ReplicaSet.class, this::deploymentsOf)
        .watches(
            Pod.class,
            event -> event.type() == ResourceEvent.Type.DELETED || Pods.finished(event.current()),
            this::recreatedBy)
        .workers(5)
        .reconciler(this::reconcile);
  }

  private Collection<Request> deploymentsOf(ReplicaSet set) {
    var owner = Owners.controllerOf(set);
    if (owner.isPresent()) {
      return owner.get().getKind().equals("Deployment")
          ? List.of(new Request(Request.namespaceOf(set), owner.get().getName()))
          : List.of();
    }
    return deployments.list(Request.namespaceOf(set)).stream()
        .filter(
            one -> Selectors.matches(one.getSpec().getSelector(), set.getMetadata().getLabels()))
        .map(Request::of)
        .toList();
  }

  /** A Deployment that recreates waits for the last old Pod. */
  private Collection<Request> recreatedBy(Pod pod) {
    return Owners.controllerOf(pod)
        .filter(owner -> owner.getKind().equals("ReplicaSet"))
        .flatMap(owner -> replicaSets.get(Request.namespaceOf(pod), owner.getName()))
        .flatMap(Owners::controllerOf)
        .flatMap(owner -> deployments.get(Request.namespaceOf(pod), owner.getName()))
        .filter(deployment -> !Rollout.rolling(deployment))
        .map(deployment -> List.of(Request.of(deployment)))
        .orElse(List.of());
  }

  private Result reconcile(Request request) {
    Optional<Deployment> found = deployments.get(request);
    if (found.isEmpty()) return Result.done();
    Deployment deployment = found.get();
    LabelSelector selector = deployment.getSpec().getSelector();
    if (selector == null || Selectors.isEmpty(selector)) {
      events.warning(
          deployment,
          "SelectingAll",
          "This deployment is selecting all pods. A non-empty selector is required.");
      return Result.done();
    }
    List<ReplicaSet> sets =
        claims.claim(deployment, selector, ControllerIndex.candidates(replicaSets, deployment));
    if (deployment.getMetadata().getDeletionTimestamp() != null) {
      return report(revisions.sort(deployment, sets), false);
    }
    deployment = notePause(deployment);
    Rollout rollout = revisions.sort(deployment, sets);
    if (paused(deployment) || Scaler.sizeChanged(rollout)) {
      Rollout revised = revisions.revise(rollout, false);
      scaler.fit(revised);
      if (paused(deployment)) revisions.forgetHistory(revised);
      return report(revised, false);
    }
    return Rollout.rolling(deployment) ? roll(rollout) : recreate(rollout);
  }

  private Result roll(Rollout rollout) {
    Rollout stepped = rollingUpdate.step(revisions.revise(rollout, true));
    return finish(stepped);
  }

  private Result recreate(Rollout rollout) {
    Rollout revised = revisions.revise(rollout, false);
    List<ReplicaSet> active = revised.oldActive();
    if (!active.isEmpty()) {
      active.forEach(set -> scaler.scale(set, 0, revised.deployment()));
      return report(revised, true);
    }
    boolean oldPodsLeft =
        revised.old().stream()
            .flatMap(set -> ControllerIndex.controlledBy(pods, set).stream())
            .anyMatch(pod -> !Pods.finished(pod));
    if (oldPodsLeft) return report(revised, true);
    Rollout made = revisions.revise(rollout, true);
    ReplicaSet newest = scaler.scale(made.newest(), made.replicas(), made.deployment());
    return finish(new Rollout(made.deployment(), newest, made.old()));
  }

  private Result finish(Rollout rollout) {
    DeploymentStatus status = rollout.deployment().getStatus();
    if (status != null && DeploymentStatuses.complete(rollout.deployment(), status)) {
      revisions.forgetHistory(rollout);
    }
    return report(rollout, true);
  }

  /** Writes the status; comes back when the rollout's deadline passes. */
  private Result report(Rollout rollout, boolean progress) {
    Instant now = clock.instant();
    DeploymentStatus status =
        progress
            ? DeploymentStatuses.progress(rollout, now)
            : DeploymentStatuses.counts(rollout, now);
    if (!status.equals(rollout.deployment().getStatus())) {
      client
          .resource(new DeploymentBuilder(rollout.deployment()).withStatus(status).build())
          .updateStatus();
    }
    Instant deadline = Conditions.deadline(rollout.deployment(), status);
    boolean waiting =
        deadline != null
            && deadline.isAfter(now)
            && !DeploymentStatuses.complete(rollout.deployment(), status);
    return waiting
        ? Result.requeueAfter(Duration.between(now, deadline).plusSeconds(1))
        : Result.done();
  }

  private Deployment notePause(Deployment deployment) {
    if (!Conditions.hasDeadline(deployment)) return deployment;
    var condition = Conditions.find(deployment.getStatus(), Conditions.PROGRESSING);
    String reason = condition.isPresent() ? condition.get().getReason() : "";
    if (Conditions.TIMED_OUT.equals(reason)) return deployment;
    boolean noted = Conditions.PAUSED.equals(reason);
    if (paused(deployment) == noted) return deployment;
    DeploymentStatus status =
        deployment.getStatus() == null
            ? new DeploymentStatus()
            : new DeploymentStatusBuilder(deployment.getStatus()).build();
    Conditions.set(
        status,
        paused(deployment)
            ? Conditions.make(
                Conditions.PROGRESSING,
                "Unknown",
                Conditions.PAUSED,
                "Deployment is paused",
                clock.instant())
            : Conditions.make(
                Conditions.PROGRESSING,
                "Unknown",
                "DeploymentResumed",
                "Deployment is resumed",
                clock.instant()));
    return client
        .resource(new DeploymentBuilder(deployment).withStatus(status).build())
        .updateStatus();
  }

  private static boolean paused(Deployment deployment) {
    return Boolean.TRUE.equals(deployment.getSpec().getPaused());
  }
}
