package dev.skiff.controlplane.controller.deployment;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.TemplateHash;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds, makes and forgets the ReplicaSets of a Deployment: one for each revision. */
final class ReplicaSets {
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final EventRecorder events;
  private final InstantSource clock;
  private final TemplateHash hash;

  ReplicaSets(KubernetesClient client, EventRecorder events, InstantSource clock) {
    this.client = client;
    this.events = events;
    this.clock = clock;
    this.hash = new TemplateHash(client.getKubernetesSerialization());
  }

  /** Sorts a Deployment's ReplicaSets into the newest and the old ones; changes nothing. */
  Rollout sort(Deployment deployment, List<ReplicaSet> sets) {
    List<ReplicaSet> old = new ArrayList<>(sets.stream().sorted(Rollout.BY_AGE).toList());
    ReplicaSet newest =
        old.stream()
            .filter(
                set -> hash.same(set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
            .findFirst()
            .orElse(null);
    old.remove(newest);
    return new Rollout(deployment, newest, List.copyOf(old));
  }

  /** Brings revision numbers up to date and, if asked to, makes the newest ReplicaSet. */
  Rollout revise(Rollout rollout, boolean create) {
    long revision =
        1
            + rollout.old().stream()
                .mapToLong(set -> Rollout.number(set, Annotations.REVISION, 0))
                .max()
                .orElse(0);
    if (rollout.newest() == null) return create ? create(rollout, revision) : rollout;
    Deployment deployment = rollout.deployment();
    ReplicaSet newest = rollout.newest();
    Map<String, String> annotations = Annotations.forNewest(deployment, newest, revision);
    Integer minReady = deployment.getSpec().getMinReadySeconds();
    if (!annotations.equals(Annotations.of(newest))
        || Rollout.zero(minReady) != Rollout.zero(newest.getSpec().getMinReadySeconds())) {
      newest =
          client
              .resource(
                  new ReplicaSetBuilder(newest)
                      .editMetadata()
                      .withAnnotations(annotations)
                      .endMetadata()
                      .editSpec()
                      .withMinReadySeconds(minReady)
                      .endSpec()
                      .build())
              .update();
    }
    Deployment noted = noteRevision(deployment, annotations.get(Annotations.REVISION));
    noted =
        noteProgress(
            noted,
            "FoundNewReplicaSet",
            "Found new replica set \"" + newest.getMetadata().getName() + "\"",
            false);
    return new Rollout(noted, newest, rollout.old());
  }

  /** Removes old ReplicaSets that the revision history has no room for. */
  void forgetHistory(Rollout rollout) {
    Integer limit = rollout.deployment().getSpec().getRevisionHistoryLimit();
    if (limit == null || limit == Integer.MAX_VALUE) return;
    List<ReplicaSet> alive =
        rollout.old().stream()
            .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
            .sorted(Comparator.comparingLong(set -> Rollout.number(set, Annotations.REVISION, 0)))
            .toList();
    for (ReplicaSet set : alive.subList(0, Math.max(0, alive.size() - limit))) {
      boolean idle =
          Rollout.replicas(set) == 0
              && set.getStatus() != null
              && Rollout.zero(set.getStatus().getReplicas()) == 0
              && DeploymentStatuses.observed(
                  set.getStatus().getObservedGeneration(), set.getMetadata().getGeneration());
      if (idle) client.resource(set).delete();
    }
  }

  private Rollout create(Rollout rollout, long revision) {
    Deployment deployment = rollout.deployment();
    ReplicaSet wanted = newest(rollout, revision);
    ReplicaSet created;
    try {
      created = client.resource(wanted).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        noteFailure(deployment, e);
        throw e;
      }
      created = client.resource(wanted).get();
      if (created == null
          || !Owners.isControlledBy(created, deployment)
          || !hash.same(created.getSpec().getTemplate(), wanted.getSpec().getTemplate())) {
        countCollision(deployment);
        throw e;
      }
    }
    int size = Rollout.replicas(wanted);
    if (size > 0) {
      events.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled up replica set %s from 0 to %d".formatted(created.getMetadata().getName(), size));
    }
    Deployment noted = noteRevision(deployment, Long.toString(revision));
    noted =
        noteProgress(
            noted,
            "NewReplicaSetCreated",
            "Created new replica set \"" + created.getMetadata().getName() + "\"",
            true);
    return new Rollout(noted, created, rollout.old());
  }

  private ReplicaSet newest(Rollout rollout, long revision) {
    Deployment deployment = rollout.deployment();
    DeploymentStatus status = deployment.getStatus();
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    String suffix = hash.of(template, status == null ? null : status.getCollisionCount());
    PodTemplateSpec labelled =
        new PodTemplateSpecBuilder(template)
            .editOrNewMetadata()
            .addToLabels(TemplateHash.LABEL, suffix)
            .endMetadata()
            .build();
    LabelSelector selector =
        new LabelSelectorBuilder(deployment.getSpec().getSelector())
            .addToMatchLabels(TemplateHash.LABEL, suffix)
            .build();
    ReplicaSet set =
        new ReplicaSetBuilder()
            .withNewMetadata()
            .withNamespace(deployment.getMetadata().getNamespace())
            .withName(deployment.getMetadata().getName() + "-" + suffix)
            .withLabels(labelled.getMetadata().getLabels())
            .withOwnerReferences(Owners.controllerReference(deployment))
            .endMetadata()
            .withNewSpec()
            .withReplicas(RollingUpdate.newestSize(rollout))
            .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
            .withSelector(selector)
            .withTemplate(labelled)
            .endSpec()
            .build();
    Map<String, String> annotations = Annotations.forNewest(deployment, set, revision);
    Annotations.noteSize(annotations, deployment);
    set.getMetadata().setAnnotations(annotations);
    return set;
  }

  /** Through the status, because there an annotation does not count as a new generation. */
  private Deployment noteRevision(Deployment deployment, String revision) {
    Map<String, String> annotations = Annotations.of(deployment);
    if (Objects.equals(annotations.put(Annotations.REVISION, revision), revision)) {
      return deployment;
    }
    return client
        .resource(
            new DeploymentBuilder(deployment)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .updateStatus();
  }

  private Deployment noteProgress(
      Deployment deployment, String reason, String message, boolean always) {
    if (!Conditions.hasDeadline(deployment)) return deployment;
    if (!always && Conditions.find(deployment.getStatus(), Conditions.PROGRESSING).isPresent()) {
      return deployment;
    }
    return withCondition(deployment, Conditions.PROGRESSING, "True", reason, message);
  }

  private void noteFailure(Deployment deployment, KubernetesClientException e) {
    String message =
        "Failed to create new replica set for "
            + Request.of(deployment)
            + ": "
            + Failures.message(e);
    events.warning(deployment, "ReplicaSetCreateError", message);
    if (Conditions.hasDeadline(deployment)) {
      withCondition(deployment, Conditions.PROGRESSING, "False", "ReplicaSetCreateError", message);
    }
  }

  private Deployment withCondition(
      Deployment deployment, String type, String value, String reason, String message) {
    DeploymentStatus status =
        deployment.getStatus() == null
            ? new DeploymentStatus()
            : new DeploymentStatusBuilder(deployment.getStatus()).build();
    Conditions.set(status, Conditions.make(type, value, reason, message, clock.instant()));
    return client
        .resource(new DeploymentBuilder(deployment).withStatus(status).build())
        .updateStatus();
  }

  private void countCollision(Deployment deployment) {
    DeploymentStatus status =
        deployment.getStatus() == null
            ? new DeploymentStatus()
            : new DeploymentStatusBuilder(deployment.getStatus()).build();
    status.setCollisionCount(Rollout.zero(status.getCollisionCount()) + 1);
    client.resource(new DeploymentBuilder(deployment).withStatus(status).build()).updateStatus();
  }
}
