package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import dev.skiff.controlplane.resource.validation.TolerationRules;

/** Runtime classes: what Pods of the class need beside what their containers do. */
final class RuntimeClassBehaviour implements Behaviour {
  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    new ResourceRules(errors).checkOverhead("overhead", object.path("overhead").path("podFixed"));
    TolerationRules.check(
        "scheduling.tolerations", object.path("scheduling").path("tolerations"), errors);
  }
}
