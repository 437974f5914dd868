package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.PodSpecRules;
import java.util.List;

/** Kinds that keep Pods running from a template: the selector matches it and never changes. */
class WorkloadBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    for (String field : List.of("replicas", "minReadySeconds", "revisionHistoryLimit")) {
      notNegative("spec." + field, spec.path(field), errors);
    }
    selector(object, errors);
    template(spec.path("template"), errors);
  }

  private static void selector(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode selector = spec.path("selector");
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    boolean plainMap = object.path("kind").asText().equals("ReplicationController");
    if (selector.isMissingNode()) {
      errors.required("spec.selector");
    } else if (selector.isEmpty()) {
      errors.invalid("spec.selector", selector, "empty selector is invalid for " + lower(object));
    } else if (!plainMap) {
      LabelSelectors.check("spec.selector", selector, errors);
    }
    boolean matches =
        plainMap
            ? LabelSelectors.mapMatches(selector, labels)
            : !selector.isEmpty() && LabelSelectors.matches(selector, labels);
    if (!matches) {
      errors.invalid(
          "spec.template.metadata.labels",
          labels.isMissingNode() ? labels : labels.deepCopy(),
          "`selector` does not match template `labels`");
    }
  }

  private static String lower(ObjectNode object) {
    return object.path("kind").asText("").toLowerCase();
  }

  private static void template(JsonNode template, FieldErrors errors) {
    JsonNode metadata = template.path("metadata");
    MetadataRules.labels("spec.template.metadata.labels", metadata.path("labels"), errors);
    MetadataRules.annotations(
        "spec.template.metadata.annotations", metadata.path("annotations"), errors);
    new PodSpecRules("spec.template.spec", errors).check(template.path("spec"));
    String restart = template.path("spec").path("restartPolicy").asText("");
    if (!restart.equals("Always")) {
      errors.unsupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
    }
  }

  static void notNegative(String field, JsonNode value, FieldErrors errors) {
    if (value.isNumber() && value.longValue() < 0) {
      errors.invalid(field, value, "must be greater than or equal to 0");
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("spec").path("selector");
    boolean mutable = object.path("kind").asText().equals("ReplicationController");
    if (!mutable && !now.equals(old.path("spec").path("selector"))) {
      errors.invalid("spec.selector", now, "field is immutable");
    }
  }
}
