package dev.skiff.controlplane.scheduler.plugins;

import static dev.skiff.controlplane.scheduler.framework.Build.info;
import static dev.skiff.controlplane.scheduler.framework.Build.node;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static dev.skiff.controlplane.scheduler.framework.Build.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skiff.controlplane.scheduler.framework.Build;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.Diagnosis;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.PostFilterResult;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefaultPreemptionTest {
  private final NodeResourcesFit resources = new NodeResourcesFit();
  private final List<String> evicted = new ArrayList<>();
  private final DefaultPreemption plugin =
      new DefaultPreemption(
          (pod, cluster, node) -> resources.filter(new CycleState(), pod, node),
          (victim, preemptor, node) -> evicted.add(victim.name() + "@" + node));

  private PostFilterResult preempt(PodInfo pod, NodeInfo... nodes) {
    Map<String, Status> refusals = new HashMap<>();
    for (NodeInfo node : nodes) {
      refusals.put(node.name(), resources.filter(new CycleState(), pod, node));
    }
    Diagnosis diagnosis = new Diagnosis(nodes.length, null, refusals, Set.of("NodeResourcesFit"));
    return plugin.postFilter(pod, Build.cluster(nodes), diagnosis);
  }

  @Test
  void removesNoMoreThanNeeded() {
    PostFilterResult result =
        preempt(
            info(priority("p", 10, "2")),
            with(node("a"), priority("low", 1, "2"), priority("lower", 0, "2")));
    assertEquals("a", result.nominatedNode());
    assertEquals(List.of("lower@a"), evicted);
  }

  @Test
  void choosesTheNodeWhereItHurtsLeast() {
    preempt(
        info(priority("p", 10, "4")),
        with(node("a"), priority("x", 5, "4")),
        with(node("b"), priority("y", 3, "2"), priority("z", 3, "2")),
        with(node("c"), priority("w", 3, "4")));
    assertEquals(List.of("w@c"), evicted);
  }

  @Test
  void saysWhyItCannotHelp() {
    PostFilterResult result =
        preempt(
            info(priority("p", 10, "4")),
            with(node("a"), priority("equal", 10, "4")),
            with(node("b"), priority("partly", 10, "1"), priority("low", 1, "3")),
            with(
                node("c")
                    .editStatus()
                    .addToAllocatable("cpu", new io.fabric8.kubernetes.api.model.Quantity("1"))
                    .endStatus()));
    assertNull(result.nominatedNode());
    assertEquals(
        "preemption: 0/3 nodes are available: 1 Insufficient cpu,"
            + " 1 No preemption victims found for incoming pod,"
            + " 1 Preemption is not helpful for scheduling.",
        result.message());
    assertEquals(List.of(), evicted);
  }

  @Test
  void whoMustNotPreemptDoesNot() {
    PodBuilder never = priority("p", 10, "4").editSpec().withPreemptionPolicy("Never").endSpec();
    PostFilterResult result = preempt(info(never), with(node("a"), priority("low", 1, "4")));
    assertEquals("preemption: not eligible due to preemptionPolicy=Never.", result.message());
    assertEquals(List.of(), evicted);
  }

  @Test
  void waitsForVictimsThatAreGoing() {
    PodBuilder nominated =
        priority("p", 10, "4").withNewStatus().withNominatedNodeName("a").endStatus();
    PodBuilder going =
        priority("low", 1, "4")
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata();
    PostFilterResult result = preempt(info(nominated), with(node("a"), going));
    assertEquals("a", result.nominatedNode());
    assertEquals(List.of(), evicted);
  }

  private static PodBuilder priority(String name, int priority, String cpu) {
    return pod(name, cpu).editSpec().withPriority(priority).endSpec();
  }
}
