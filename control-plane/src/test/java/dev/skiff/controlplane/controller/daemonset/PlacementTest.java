package dev.skiff.controlplane.controller.daemonset;

import static dev.skiff.controlplane.controller.daemonset.DaemonFixtures.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void eachNodeWithoutAPodGetsOne() {
    Changes changes = place(List.of(node("a"), node("b")), pod("p", "a", HASH, true));
    assertEquals(List.of("b"), changes.create());
    assertTrue(changes.delete().isEmpty());
  }

  @Test
  void aPodIsBoundToItsNodeByAffinityAndBearsSickNodes() {
    Pod pod = DaemonPods.forNode(set(), HASH, "a");
    assertEquals("a", DaemonPods.node(pod));
    assertEquals(null, pod.getSpec().getNodeName());
    assertEquals("2", pod.getMetadata().getLabels().get("pod-template-generation"));
    assertEquals(HASH, pod.getMetadata().getLabels().get("controller-revision-hash"));
    assertEquals(6, pod.getSpec().getTolerations().size());
  }

  @Test
  void theNetworkOfTheHostIsThereEvenWithoutNetwork() {
    DaemonSet host =
        new DaemonSetBuilder(set())
            .editSpec()
            .editTemplate()
            .editSpec()
            .withHostNetwork(true)
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    Node node = tainted("a", "node.kubernetes.io/network-unavailable", "NoSchedule");
    assertEquals(Eligibility.WANTED, Eligibility.of(host, node));
    assertEquals(Eligibility.TOLERATED, Eligibility.of(set(), node));
  }

  @Test
  void aSelectorChoosesNodes() {
    DaemonSet picky =
        new DaemonSetBuilder(set())
            .editSpec()
            .editTemplate()
            .editSpec()
            .withNodeSelector(Map.of("disk", "tape"))
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    assertEquals(Eligibility.EXCLUDED, Eligibility.of(picky, node("a")));
  }

  @Test
  void affinityChoosesNodes() {
    DaemonSet picky =
        new DaemonSetBuilder(set())
            .editSpec()
            .editTemplate()
            .editSpec()
            .withNewAffinity()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addNewMatchExpression()
            .withKey("disk")
            .withOperator("In")
            .withValues("tape")
            .endMatchExpression()
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    assertEquals(Eligibility.EXCLUDED, Eligibility.of(picky, node("a")));
  }

  @Test
  void taintsKeepNewPodsOffAndNoExecuteDrivesThemAway() {
    Pod there = pod("p", "a", HASH, true);
    Changes kept = place(List.of(tainted("a", "x", "NoSchedule")), there);
    assertTrue(kept.isEmpty());
    assertEquals(List.of(), place(List.of(tainted("a", "x", "NoSchedule"))).create());
    Changes driven = place(List.of(tainted("a", "x", "NoExecute")), there);
    assertEquals(List.of("p"), names(driven.delete()));
    assertEquals(Eligibility.WANTED, Eligibility.of(set(), tainted("a", "x", "PreferNoSchedule")));
  }

  @Test
  void ofTwoPodsTheYoungerGoes() {
    Pod younger =
        new PodBuilder(pod("young", "a", HASH, true))
            .editMetadata()
            .withCreationTimestamp("2025-12-31T01:00:00Z")
            .endMetadata()
            .build();
    Changes changes = place(List.of(node("a")), younger, pod("old", "a", HASH, true));
    assertEquals(List.of("young"), names(changes.delete()));
  }

  @Test
  void aFailedPodIsReplacedWhenItsBackOffIsOver() {
    Pod failed = phase(pod("p", "a", HASH, false), "Failed");
    Daemons daemons = daemons(set(), List.of(node("a")), failed);
    assertEquals(List.of("p"), names(Placement.of(daemons, pod -> true).failed()));
    assertTrue(Placement.of(daemons, pod -> false).isEmpty());
  }

  @Test
  void aPodForAGoneNodeIsGivenUp() {
    Pod waiting =
        new PodBuilder(DaemonPods.forNode(set(), HASH, "gone"))
            .editMetadata()
            .withName("p")
            .endMetadata()
            .build();
    assertEquals(List.of("p"), names(place(List.of(), waiting).delete()));
  }

  @Test
  void theStatusCountsNodes() {
    DaemonSetStatus status =
        DaemonSetStatuses.of(
            daemons(
                set(),
                List.of(node("a"), node("b"), node("c"), tainted("d", "x", "NoSchedule")),
                pod("p", "a", HASH, true),
                pod("q", "b", "old", false),
                pod("r", "d", HASH, true)));
    assertEquals(3L, status.getObservedGeneration());
    assertEquals(3, status.getDesiredNumberScheduled());
    assertEquals(2, status.getCurrentNumberScheduled());
    assertEquals(1, status.getNumberMisscheduled());
    assertEquals(1, status.getNumberReady());
    assertEquals(1, status.getNumberAvailable());
    assertEquals(2, status.getNumberUnavailable());
    assertEquals(1, status.getUpdatedNumberScheduled());
  }

  private static Changes place(List<Node> nodes, Pod... pods) {
    return Placement.of(daemons(set(), nodes, pods), pod -> true);
  }
}
