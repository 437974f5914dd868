package dev.skiff.controlplane.resource.behaviour;

import dev.skiff.controlplane.resource.validation.Names;

/** Disruption budgets: upstream checks no more of their names than that paths can have them. */
final class DisruptionBudgetBehaviour implements Behaviour {
  @Override
  public Names.Rule nameRule() {
    return Names.Rule.PATH_SEGMENT;
  }

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean requiredBySchema() {
    return true;
  }
}
