package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.PodSpecRules;
import dev.skiff.controlplane.resource.validation.SeccompAnnotations;

/** Pod templates that stand for themselves. */
final class PodTemplateBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode template = object.path("template");
    JsonNode metadata = template.path("metadata");
    MetadataRules.labels("template.labels", metadata.path("labels"), errors);
    MetadataRules.annotations("template.annotations", metadata.path("annotations"), errors);
    SeccompAnnotations.check("template.annotations", metadata.path("annotations"), errors);
    if (template.path("spec").isObject()) {
      new PodSpecRules("template.spec", errors).check(template.path("spec"));
    } else {
      errors.required("template.spec.containers");
    }
  }
}
