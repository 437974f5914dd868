package dev.skiff.controlplane.controller.replicaset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionOrderTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  @Test
  void whatDoesLeastGoesFirst() {
    Pod unscheduled = pod("unscheduled", null, "Pending", false, 0, 3600);
    Pod pending = pod("pending", "n", "Pending", false, 0, 3600);
    Pod notReady = pod("not-ready", "n", "Running", false, 0, 3600);
    Pod ready = pod("ready", "n", "Running", true, 0, 3600);
    assertOrder(unscheduled, pending, notReady, ready);
  }

  @Test
  void aCheaperPodGoesFirst() {
    Pod dear = pod("dear", "n", "Running", true, 0, 60);
    dear.getMetadata().getAnnotations().put(DeletionOrder.COST, "10");
    Pod cheap = pod("cheap", "n", "Running", true, 0, 3600);
    assertOrder(cheap, dear);
  }

  @Test
  void ofTwoOnOneNodeOneGoesFirst() {
    Pod alone = pod("alone", "a", "Running", true, 0, 10);
    Pod crowded = pod("crowded-1", "b", "Running", true, 0, 3600);
    Pod crowdedToo = pod("crowded-2", "b", "Running", true, 0, 3600);
    assertOrder(crowded, crowdedToo, alone);
  }

  @Test
  void moreRestartsGoFirstThenTheYounger() {
    Pod restless = pod("restless", "n", "Running", true, 5, 3600);
    Pod young = pod("young", "n", "Running", true, 0, 3600);
    young.getMetadata().setCreationTimestamp(NOW.minusSeconds(5).toString());
    Pod old = pod("old", "n", "Running", true, 0, 3600);
    assertOrder(restless, young, old);
  }

  private static void assertOrder(Pod... expected) {
    List<Pod> pods = List.of(expected);
    List<String> names =
        DeletionOrder.sort(pods.reversed(), pods, NOW).stream()
            .map(pod -> pod.getMetadata().getName())
            .toList();
    assertEquals(pods.stream().map(pod -> pod.getMetadata().getName()).toList(), names);
  }

  private static Pod pod(
      String name, String node, String phase, boolean ready, int restarts, int age) {
    String since = NOW.minusSeconds(age).toString();
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .withCreationTimestamp(since)
        .withAnnotations(new HashMap<>())
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime(since)
        .endCondition()
        .addNewContainerStatus()
        .withRestartCount(restarts)
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
