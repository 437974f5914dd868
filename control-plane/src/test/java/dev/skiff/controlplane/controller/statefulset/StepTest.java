package dev.skiff.controlplane.controller.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.controller.history.RevisionHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String OLD = "web-old";
  private static final String NEW = "web-new";

  @Test
  void inOrderOnePodComesAfterTheOther() {
    assertEquals(List.of(0), step(set(3)).create());
    assertTrue(step(set(3), pod(0, NEW, false)).create().isEmpty());
    assertEquals(List.of(1), step(set(3), pod(0, NEW, true)).create());
  }

  @Test
  void inParallelAllComeAtOnce() {
    assertEquals(List.of(0, 1, 2), step(parallel(3)).create());
    assertEquals(List.of(0, 2), step(parallel(3), pod(1, NEW, false)).create());
  }

  @Test
  void ordinalsMayStartElsewhere() {
    StatefulSet set =
        new StatefulSetBuilder(parallel(2))
            .editSpec()
            .withNewOrdinals()
            .withStart(5)
            .endOrdinals()
            .endSpec()
            .build();
    assertEquals(List.of(5, 6), step(set).create());
  }

  @Test
  void theHighestOrdinalGoesFirstAndOneAtATime() {
    assertEquals(
        List.of("web-2"),
        deleted(step(set(1), pod(0, NEW, true), pod(1, NEW, true), pod(2, NEW, true))));
    Step waiting =
        step(set(1), pod(0, NEW, true), pod(1, NEW, true), terminating(pod(2, NEW, true)));
    assertTrue(waiting.delete().isEmpty());
    assertEquals(
        List.of("web-2", "web-1"),
        deleted(step(parallel(1), pod(0, NEW, true), pod(1, NEW, true), pod(2, NEW, true))));
  }

  @Test
  void aSickLowerPodHoldsUpScalingDownButNotItsOwnRemoval() {
    Pod sick = pod(1, NEW, false);
    assertEquals(
        List.of("web-2"), deleted(step(set(1), pod(0, NEW, true), sick, pod(2, NEW, true))));
    assertTrue(step(set(1), pod(0, NEW, true), sick, pod(2, NEW, false)).delete().isEmpty());
    assertEquals(List.of("web-1"), deleted(step(set(1), pod(0, NEW, true), sick)));
    assertTrue(step(set(1), pod(0, NEW, false), pod(1, NEW, true)).delete().isEmpty());
  }

  @Test
  void anEndedPodIsMadeAnew() {
    Pod failed =
        new PodBuilder(pod(0, NEW, false)).editStatus().withPhase("Failed").endStatus().build();
    assertEquals(List.of("web-0"), deleted(step(set(2), failed)));
  }

  @Test
  void anUpdateBeginsAtTheTopAndWaitsForEachPod() {
    assertEquals(
        List.of("web-2"),
        deleted(step(set(3), pod(0, OLD, true), pod(1, OLD, true), pod(2, OLD, true))));
    assertEquals(
        List.of("web-1"),
        deleted(step(set(3), pod(0, OLD, true), pod(1, OLD, true), pod(2, NEW, true))));
    assertTrue(
        step(parallel(3), pod(0, OLD, true), pod(1, OLD, true), pod(2, NEW, false))
            .delete()
            .isEmpty());
  }

  @Test
  void thePartitionKeepsLowerOrdinalsAndMakesThemOfTheCurrentRevision() {
    StatefulSet set = rolling(set(3), 2);
    assertTrue(
        step(set, pod(0, OLD, true), pod(1, OLD, true), pod(2, NEW, true)).delete().isEmpty());
    Replicas replicas = replicas(set);
    assertEquals(OLD, replicas.revisionFor(1));
    assertEquals(NEW, replicas.revisionFor(2));
  }

  @Test
  void onDeleteReplacesNothingByItself() {
    StatefulSet set =
        new StatefulSetBuilder(set(1))
            .editSpec()
            .withNewUpdateStrategy()
            .withType("OnDelete")
            .endUpdateStrategy()
            .endSpec()
            .build();
    assertTrue(step(set, pod(0, OLD, true)).delete().isEmpty());
    assertEquals(NEW, replicas(set).revisionFor(0));
  }

  @Test
  void theStatusCountsPodsByRevisionAndCompletesTheRollout() {
    StatefulSetStatus under =
        StatefulSetStatuses.of(
            replicas(set(3), pod(0, OLD, true), pod(1, OLD, true), pod(2, NEW, false)));
    assertEquals(3, under.getReplicas());
    assertEquals(2, under.getReadyReplicas());
    assertEquals(2, under.getAvailableReplicas());
    assertEquals(2, under.getCurrentReplicas());
    assertEquals(1, under.getUpdatedReplicas());
    assertEquals(OLD, under.getCurrentRevision());
    assertEquals(4L, under.getObservedGeneration());
    StatefulSetStatus done =
        StatefulSetStatuses.of(replicas(set(2), pod(0, NEW, true), pod(1, NEW, true)));
    assertEquals(NEW, done.getCurrentRevision());
    assertEquals(2, done.getCurrentReplicas());
  }

  @Test
  void aPodKeepsItsNamesAndItsClaims() {
    StatefulSet set =
        new StatefulSetBuilder(set(1))
            .editSpec()
            .withServiceName("web-hl")
            .addNewVolumeClaimTemplate()
            .withNewMetadata()
            .withName("data")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .endVolumeClaimTemplate()
            .endSpec()
            .build();
    Pod pod = Identity.pod(set, 7, set.getSpec().getTemplate(), NEW);
    assertEquals("web-7", pod.getMetadata().getName());
    assertEquals("web-7", pod.getMetadata().getLabels().get(Identity.POD_NAME));
    assertEquals("7", pod.getMetadata().getLabels().get(Identity.POD_INDEX));
    assertEquals(NEW, pod.getMetadata().getLabels().get(RevisionHistory.POD_LABEL));
    assertEquals("web-7", pod.getSpec().getHostname());
    assertEquals("web-hl", pod.getSpec().getSubdomain());
    var volume = pod.getSpec().getVolumes().getFirst();
    assertEquals("data-web-7", volume.getPersistentVolumeClaim().getClaimName());
    var claim = Identity.claims(set, 7).getFirst();
    assertEquals("data-web-7", claim.getMetadata().getName());
    assertEquals("web", claim.getMetadata().getLabels().get("app"));
    assertEquals(7, Identity.ordinal(set, pod));
    pod.getMetadata().setName("webx-7");
    assertEquals(-1, Identity.ordinal(set, pod));
  }

  private static Step step(StatefulSet set, Pod... pods) {
    return Step.of(replicas(set, pods));
  }

  private static Replicas replicas(StatefulSet set, Pod... pods) {
    return Replicas.of(set, OLD, NEW, Arrays.asList(pods), NOW);
  }

  private static List<String> deleted(Step step) {
    return step.delete().stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private static StatefulSet set(int replicas) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withUid("u")
        .withGeneration(4L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static StatefulSet parallel(int replicas) {
    return new StatefulSetBuilder(set(replicas))
        .editSpec()
        .withPodManagementPolicy("Parallel")
        .endSpec()
        .build();
  }

  private static StatefulSet rolling(StatefulSet set, int partition) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withPartition(partition)
        .endRollingUpdate()
        .endUpdateStrategy()
        .endSpec()
        .build();
  }

  private static Pod pod(int ordinal, String revision, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-" + ordinal)
        .addToLabels(RevisionHistory.POD_LABEL, revision)
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod terminating(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2025-12-31T23:59:59Z")
        .endMetadata()
        .build();
  }
}
