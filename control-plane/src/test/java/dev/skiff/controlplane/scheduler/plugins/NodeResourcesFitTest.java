package dev.skiff.controlplane.scheduler.plugins;

import static dev.skiff.controlplane.scheduler.framework.Build.filter;
import static dev.skiff.controlplane.scheduler.framework.Build.info;
import static dev.skiff.controlplane.scheduler.framework.Build.node;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static dev.skiff.controlplane.scheduler.framework.Build.requests;
import static dev.skiff.controlplane.scheduler.framework.Build.score;
import static dev.skiff.controlplane.scheduler.framework.Build.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeResourcesFitTest {
  private final NodeResourcesFit plugin = new NodeResourcesFit();

  @Test
  void whatOthersLeaveMustSuffice() {
    NodeInfo half = with(node("a"), pod("q", "2"));
    assertEquals(List.of(Status.SUCCESS), filter(plugin, info(pod("p", "2")), half));
    assertEquals(
        List.of(Status.unschedulable("Insufficient cpu")),
        filter(plugin, info(pod("p", "2001m")), half));
  }

  @Test
  void allThatIsLackingIsNamed() {
    PodBuilder greedy =
        requests(
            pod("p"),
            Map.of("cpu", "5", "memory", "9Gi", "ephemeral-storage", "1", "example.com/gpu", "1"));
    assertEquals(
        List.of(
            Status.unresolvable(
                "Insufficient cpu",
                "Insufficient memory",
                "Insufficient ephemeral-storage",
                "Insufficient example.com/gpu")),
        filter(plugin, info(greedy), with(node("a"))));
  }

  @Test
  void podsAreCounted() {
    PodBuilder[] ten = new PodBuilder[10];
    for (int i = 0; i < ten.length; i++) ten[i] = pod("q" + i);
    assertEquals(
        List.of(Status.unschedulable("Too many pods")),
        filter(plugin, info(pod("p")), with(node("a"), ten)));
  }

  @Test
  void theEmptierNodeIsBetter() {
    PodBuilder pod = requests(pod("p"), Map.of("cpu", "1", "memory", "2Gi"));
    PodBuilder there = requests(pod("q"), Map.of("cpu", "1", "memory", "4Gi"));
    assertEquals(
        List.of(75L, (50L + 25L) / 2),
        score(plugin, info(pod), with(node("a")), with(node("b"), there)));
  }

  @Test
  void roomThatAppearsHelps() {
    NodeInfo small = with(node("a"));
    NodeInfo bigger =
        with(
            node("a")
                .editStatus()
                .addToAllocatable("cpu", new io.fabric8.kubernetes.api.model.Quantity("8"))
                .endStatus());
    var pod = info(pod("p", "6"));
    assertTrue(plugin.mayHelp(new ClusterEvent.NodeChanged(small, bigger), pod));
    assertFalse(plugin.mayHelp(new ClusterEvent.NodeChanged(null, small), pod));
    assertFalse(plugin.mayHelp(new ClusterEvent.NodeChanged(bigger, bigger), pod));
    // Who fills it may have to go.
    NodeInfo filled = bigger.with(info(pod("q", "7")));
    assertTrue(plugin.mayHelp(new ClusterEvent.NodeChanged(small, filled), pod));
    assertTrue(plugin.mayHelp(new ClusterEvent.PodGone(info(pod("q"))), pod));
    assertFalse(plugin.mayHelp(new ClusterEvent.PodAssigned(info(pod("q"))), pod));
  }
}
