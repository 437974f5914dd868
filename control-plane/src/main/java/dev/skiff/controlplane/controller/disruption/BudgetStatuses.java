package dev.skiff.controlplane.controller.disruption;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Computes a PodDisruptionBudget's status. */
final class BudgetStatuses {
  private static final String CONDITION = "DisruptionAllowed";

  private BudgetStatuses() {}

  static PodDisruptionBudgetStatus of(PodDisruptionBudget object, Budget budget, Instant now) {
    boolean some = budget.allowed() > 0;
    String reason = some ? "SufficientPods" : "InsufficientPods";
    return new PodDisruptionBudgetStatusBuilder()
        .withObservedGeneration(object.getMetadata().getGeneration())
        .withDisruptedPods(budget.disrupted())
        .withDisruptionsAllowed(budget.allowed())
        .withCurrentHealthy(budget.healthy())
        .withDesiredHealthy(budget.desired())
        .withExpectedPods(budget.expected())
        .withConditions(conditions(object, some, reason, "", now))
        .build();
  }

  /** When nobody knows how many Pods there should be, none may be evicted. */
  static PodDisruptionBudgetStatus failed(PodDisruptionBudget object, String why, Instant now) {
    var status =
        object.getStatus() == null
            ? new PodDisruptionBudgetStatusBuilder()
                .withCurrentHealthy(0)
                .withDesiredHealthy(0)
                .withExpectedPods(0)
            : new PodDisruptionBudgetStatusBuilder(object.getStatus());
    return status
        .withObservedGeneration(object.getMetadata().getGeneration())
        .withDisruptionsAllowed(0)
        .withConditions(conditions(object, false, "SyncFailed", why, now))
        .build();
  }

  private static List<Condition> conditions(
      PodDisruptionBudget object, boolean allowed, String reason, String message, Instant now) {
    List<Condition> conditions = new ArrayList<>();
    String status = allowed ? "True" : "False";
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    if (object.getStatus() != null && object.getStatus().getConditions() != null) {
      for (Condition before : object.getStatus().getConditions()) {
        if (!before.getType().equals(CONDITION)) conditions.add(before);
        else if (before.getStatus().equals(status)) since = before.getLastTransitionTime();
      }
    }
    conditions.add(
        new ConditionBuilder()
            .withType(CONDITION)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(object.getMetadata().getGeneration())
            .withLastTransitionTime(since)
            .build());
    return conditions;
  }
}
