package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** What holds for a template of Pods, wherever it is. */
public final class PodTemplateRules {
  private PodTemplateRules() {}

  /**
   * Checks a template. Upstream's messages leave out that labels and annotations are in metadata.
   *
   * @param field where it is, for example {@code spec.template}
   */
  public static void check(String field, JsonNode template, FieldErrors errors) {
    JsonNode spec = template.path("spec");
    JsonNode annotations = template.path("metadata").path("annotations");
    MetadataRules.labels(field + ".labels", template.path("metadata").path("labels"), errors);
    MetadataRules.annotations(field + ".annotations", annotations, errors);
    PodAnnotationRules.check(field + ".annotations", annotations, spec, errors);
    if (!spec.isObject()) {
      errors.required(field + ".spec.containers");
      return;
    }
    new PodSpecRules(field + ".spec", errors).check(spec);
    PodAnnotationRules.checkFields(field + ".spec", annotations, spec, errors);
    if (!spec.path("ephemeralContainers").isEmpty()) {
      errors.forbidden(
          field + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }
}
