package dev.skiff.controlplane.controller.daemonset;

import static dev.skiff.controlplane.controller.daemonset.DaemonFixtures.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonRollingUpdateTest {
  private static final List<Node> NODES = List.of(node("a"), node("b"), node("c"));

  @Test
  void asManyWorkingPodsGoAsMayBeMissing() {
    Changes changes =
        RollingUpdate.step(
            daemons(
                limits(2, 0),
                NODES,
                old("p", "a", true),
                old("q", "b", true),
                old("r", "c", true)));
    assertEquals(List.of("p", "q"), names(changes.delete()));
  }

  @Test
  void brokenOldPodsGoAtOnceAndUseUpTheAllowance() {
    Changes changes =
        RollingUpdate.step(
            daemons(set(), NODES, old("p", "a", true), old("q", "b", false), old("r", "c", false)));
    assertEquals(List.of("q", "r"), names(changes.delete()));
  }

  @Test
  void aNewPodThatIsNotAvailableYetHoldsUpTheRest() {
    Changes changes =
        RollingUpdate.step(
            daemons(
                set(),
                NODES,
                pod("p", "a", HASH, false),
                old("q", "b", true),
                old("r", "c", true)));
    assertTrue(changes.isEmpty());
  }

  @Test
  void aTerminatingPodCountsAsMissingAndIsNotDeletedAgain() {
    Pod going = terminating(old("p", "a", true));
    Changes changes =
        RollingUpdate.step(daemons(set(), NODES, going, old("q", "b", true), old("r", "c", true)));
    assertTrue(changes.isEmpty());
  }

  @Test
  void surgingMakesTheNewPodFirst() {
    Changes first =
        RollingUpdate.step(
            daemons(
                limits(0, 1),
                NODES,
                old("p", "a", true),
                old("q", "b", true),
                old("r", "c", true)));
    assertEquals(List.of("a"), first.create());
    assertTrue(first.delete().isEmpty());
    Changes waiting =
        RollingUpdate.step(
            daemons(
                limits(0, 1),
                NODES,
                old("p", "a", true),
                pod("n", "a", HASH, false),
                old("q", "b", true),
                old("r", "c", true)));
    assertTrue(waiting.isEmpty());
    Changes after =
        RollingUpdate.step(
            daemons(
                limits(0, 1),
                NODES,
                old("p", "a", true),
                pod("n", "a", HASH, true),
                old("q", "b", true),
                old("r", "c", true)));
    assertEquals(List.of("p"), names(after.delete()));
    assertEquals(List.of("b"), after.create());
  }

  @Test
  void backOffGrowsByNode() {
    Instant[] now = {NOW};
    FailedPods failed = new FailedPods(() -> now[0]);
    var set = new Request("default", "log");
    Pod pod = old("p", "a", false);
    assertTrue(failed.mayReplace(set, pod));
    assertTrue(!failed.mayReplace(set, pod));
    assertEquals(NOW.plusSeconds(1), failed.next(set));
    now[0] = NOW.plusSeconds(1);
    assertTrue(failed.mayReplace(set, pod));
    assertEquals(NOW.plusSeconds(3), failed.next(set));
  }

  private static Pod old(String name, String node, boolean ready) {
    return pod(name, node, "old", ready);
  }
}
