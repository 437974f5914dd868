package dev.skiff.controlplane.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  @Test
  void aNodeIsAliveWhileItsLeaseMoves() {
    NodeHealth health = new NodeHealth(Duration.ofSeconds(40));
    Node node = node("True");
    assertEquals(Duration.ofSeconds(40), health.remaining(node, lease(0), NOW));
    assertEquals(Duration.ofSeconds(10), health.remaining(node, lease(0), NOW.plusSeconds(30)));
    assertEquals(Duration.ofSeconds(40), health.remaining(node, lease(9), NOW.plusSeconds(30)));
    assertFalse(health.remaining(node, lease(9), NOW.plusSeconds(70)).isPositive());
  }

  @Test
  void silenceMakesAllItsConditionsUnknown() {
    var conditions = NodeConditions.silent(node("True"), NOW);
    assertEquals(4, conditions.size());
    assertTrue(conditions.stream().allMatch(one -> one.getStatus().equals("Unknown")));
    assertEquals("NodeStatusUnknown", conditions.getFirst().getReason());
    assertEquals("NodeStatusNeverUpdated", conditions.getLast().getReason());
  }

  @Test
  void taintsFollowReadiness() {
    assertEquals(List.of(), keys(NodeTaints.of(node("True"), true, NOW)));
    assertEquals(
        List.of(
            "node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute"),
        keys(NodeTaints.of(node("False"), true, NOW)));
    assertEquals(
        List.of(
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute"),
        keys(NodeTaints.of(node("Unknown"), true, NOW)));
  }

  @Test
  void othersTaintsStayAndOurTimesToo() {
    Node node = node("False");
    List<Taint> first = NodeTaints.of(node, true, NOW);
    node.getSpec().setTaints(first);
    node.getSpec().getTaints().add(taint("theirs", "NoSchedule"));
    assertEquals(node.getSpec().getTaints(), NodeTaints.of(node, true, NOW.plusSeconds(60)));
    node.getStatus().getConditions().getFirst().setStatus("True");
    assertEquals(List.of("theirs:NoSchedule"), keys(NodeTaints.of(node, true, NOW)));
  }

  @Test
  void aPodLeavesWhenItsTolerationEnds() {
    List<Taint> taints = List.of(taint("node.kubernetes.io/unreachable", "NoExecute"));
    assertEquals(NOW, Tolerations.evictAt(pod(null, false), taints, NOW));
    assertEquals(NOW.plusSeconds(300), Tolerations.evictAt(pod(300L, true), taints, NOW));
    assertNull(Tolerations.evictAt(pod(null, true), taints, NOW));
    assertNull(Tolerations.evictAt(pod(null, false), List.of(taint("a", "NoSchedule")), NOW));
  }

  private static List<String> keys(List<Taint> taints) {
    return taints.stream().map(taint -> taint.getKey() + ":" + taint.getEffect()).toList();
  }

  private static Taint taint(String key, String effect) {
    return new TaintBuilder().withKey(key).withEffect(effect).withTimeAdded(NOW.toString()).build();
  }

  private static Node node(String ready) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("n")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .withLastHeartbeatTime(NOW.toString())
        .endCondition()
        .endStatus()
        .build();
  }

  private static Optional<Lease> lease(int seconds) {
    return Optional.of(
        new LeaseBuilder()
            .withNewSpec()
            .withRenewTime(NOW.plusSeconds(seconds).atZone(ZoneOffset.UTC))
            .endSpec()
            .build());
  }

  private static Pod pod(Long seconds, boolean tolerates) {
    var spec = new PodBuilder().withNewSpec();
    if (tolerates) {
      spec =
          spec.addNewToleration()
              .withKey("node.kubernetes.io/unreachable")
              .withOperator("Exists")
              .withEffect("NoExecute")
              .withTolerationSeconds(seconds)
              .endToleration();
    }
    return spec.endSpec().build();
  }
}
