package dev.skiff.controlplane.controller.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Pod> PODS = List.of(pod("a", true), pod("b", true), pod("c", false));

  @Test
  void aNumberThatMustBeAvailableCountsThePodsPresent() {
    Budget budget = Budget.of(least(new IntOrString(1)), PODS, 0, NOW);
    assertEquals(3, budget.expected());
    assertEquals(2, budget.healthy());
    assertEquals(1, budget.desired());
    assertEquals(1, budget.allowed());
  }

  @Test
  void aPercentageRefersToThePodsThatThereShouldBe() {
    Budget budget = Budget.of(least(new IntOrString("50%")), PODS, 5, NOW);
    assertEquals(5, budget.expected());
    assertEquals(3, budget.desired());
    assertEquals(0, budget.allowed());
  }

  @Test
  void whatMayBeMissingIsRoundedUp() {
    assertEquals(3, Budget.of(most(new IntOrString("30%")), PODS, 5, NOW).desired());
    assertEquals(0, Budget.of(most(new IntOrString(9)), PODS, 5, NOW).desired());
    assertEquals(2, Budget.of(most(new IntOrString(1)), PODS, 3, NOW).desired());
  }

  @Test
  void withoutExpectedPodsNothingIsAllowed() {
    assertEquals(0, Budget.of(most(new IntOrString(1)), PODS, 0, NOW).allowed());
  }

  @Test
  void anAllowedEvictionCountsUntilItTimesOut() {
    PodDisruptionBudget object = evicting(least(new IntOrString(1)), "a", "2025-12-31T23:59:00Z");
    Budget budget = Budget.of(object, PODS, 0, NOW);
    assertEquals(1, budget.healthy());
    assertEquals(Map.of("a", "2025-12-31T23:59:00Z"), budget.disrupted());
    assertEquals(NOW.plusSeconds(60), budget.nextTimeout());
    Instant later = NOW.plusSeconds(60);
    Budget after = Budget.of(object, PODS, 0, later);
    assertEquals(2, after.healthy());
    assertNull(after.nextTimeout());
    assertEquals(List.of(PODS.getFirst()), Budget.overdue(object, PODS, later));
  }

  @Test
  void theStatusSaysWhetherPodsSuffice() {
    PodDisruptionBudget object = least(new IntOrString(1));
    PodDisruptionBudgetStatus status =
        BudgetStatuses.of(object, Budget.of(object, PODS, 0, NOW), NOW);
    assertEquals(1, status.getDisruptionsAllowed());
    assertEquals(2, status.getCurrentHealthy());
    assertEquals(1, status.getDesiredHealthy());
    assertEquals(3, status.getExpectedPods());
    assertEquals(2L, status.getObservedGeneration());
    assertEquals("SufficientPods", status.getConditions().getFirst().getReason());
    assertEquals("True", status.getConditions().getFirst().getStatus());
  }

  @Test
  void theConditionKeepsItsTimeUntilItChanges() {
    PodDisruptionBudget object = least(new IntOrString(1));
    object.setStatus(BudgetStatuses.of(object, Budget.of(object, PODS, 0, NOW), NOW));
    Instant later = NOW.plusSeconds(9);
    assertEquals(
        object.getStatus(), BudgetStatuses.of(object, Budget.of(object, PODS, 0, later), later));
    PodDisruptionBudgetStatus failed = BudgetStatuses.failed(object, "why", later);
    assertEquals(0, failed.getDisruptionsAllowed());
    assertEquals("SyncFailed", failed.getConditions().getFirst().getReason());
    assertEquals("2026-01-01T00:00:09Z", failed.getConditions().getFirst().getLastTransitionTime());
  }

  private static PodDisruptionBudget least(IntOrString least) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName("web")
        .withGeneration(2L)
        .endMetadata()
        .withNewSpec()
        .withMinAvailable(least)
        .endSpec()
        .build();
  }

  private static PodDisruptionBudget most(IntOrString most) {
    return new PodDisruptionBudgetBuilder(least(null))
        .editSpec()
        .withMaxUnavailable(most)
        .endSpec()
        .build();
  }

  private static PodDisruptionBudget evicting(
      PodDisruptionBudget budget, String pod, String since) {
    return new PodDisruptionBudgetBuilder(budget)
        .withNewStatus()
        .addToDisruptedPods(pod, since)
        .endStatus()
        .build();
  }

  private static Pod pod(String name, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }
}
