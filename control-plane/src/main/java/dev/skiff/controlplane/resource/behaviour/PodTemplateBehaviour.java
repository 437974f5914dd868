package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.PodTemplateRules;

/** Pod templates that stand for themselves. */
final class PodTemplateBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    PodTemplateRules.check("template", object.path("template"), errors);
  }
}
