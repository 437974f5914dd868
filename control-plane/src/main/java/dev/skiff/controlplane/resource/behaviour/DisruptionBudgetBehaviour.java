package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.ConditionRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
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
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    ConditionRules.check("status.conditions", object.at("/status/conditions"), errors);
  }
}
