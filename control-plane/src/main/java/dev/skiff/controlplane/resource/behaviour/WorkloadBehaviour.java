package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.PodTemplateRules;
import java.util.List;

/** Kinds that keep Pods running from a template: the selector matches it and never changes. */
class WorkloadBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  /** Fields of the spec that must not be negative. */
  List<String> counts() {
    return List.of("replicas", "minReadySeconds", "revisionHistoryLimit");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    for (String field : counts()) {
      notNegative("spec." + field, spec.path(field), errors);
    }
    String kind = object.path("kind").asText();
    boolean controller = kind.equals("ReplicationController");
    if (controller && spec.path("template").isMissingNode()) {
      errors.required("spec.template");
      if (spec.path("selector").isEmpty()) errors.required("spec.selector");
      return;
    }
    selector(object, errors);
    template(kind, spec.path("template"), errors);
  }

  /** Whether a missing selector is said to be missing; what it fails to match is in any case. */
  boolean requiresSelector() {
    return true;
  }

  private void selector(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode selector = spec.path("selector");
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    boolean plainMap = object.path("kind").asText().equals("ReplicationController");
    if (selector.isMissingNode()) {
      if (requiresSelector()) errors.required("spec.selector");
    } else if (selector.isEmpty()) {
      errors.invalid("spec.selector", selector, "empty selector is invalid for " + lower(object));
    } else if (!plainMap) {
      int before = errors.all().size();
      LabelSelectors.check("spec.selector", selector, errors);
      if (errors.all().size() > before) {
        errors.invalid("spec.selector", selector, "invalid label selector");
        return;
      }
    }
    boolean matches =
        plainMap
            ? LabelSelectors.mapMatches(selector, labels)
            : !selector.isEmpty() && LabelSelectors.matches(selector, labels);
    boolean empty = !selector.isMissingNode() && selector.isEmpty();
    if (!matches && !empty) {
      errors.invalid(
          "spec.template.metadata.labels",
          labels.isMissingNode() ? labels : labels.deepCopy(),
          "`selector` does not match template `labels`");
    }
  }

  private static String lower(ObjectNode object) {
    return object.path("kind").asText("").toLowerCase();
  }

  private static void template(String kind, JsonNode template, FieldErrors errors) {
    PodTemplateRules.check("spec.template", template, errors);
    if (!template.has("spec")) return;
    String restart = template.path("spec").path("restartPolicy").asText("");
    if (!restart.equals("Always")) {
      errors.unsupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
    }
    if (template.path("spec").has("activeDeadlineSeconds")) {
      boolean deployment = kind.equals("Deployment");
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + (deployment ? "ReplicaSet" : kind) + " is not Supported");
    }
  }

  static void notNegative(String field, JsonNode value, FieldErrors errors) {
    if (value.isNumber() && value.longValue() < 0) {
      errors.invalid(field, value, "must be greater than or equal to 0");
    }
  }

  /** How often names collided is counted upwards only. */
  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("status").path("collisionCount");
    JsonNode before = old.path("status").path("collisionCount");
    if (before.isNumber() && (!now.isNumber() || now.asLong() < before.asLong())) {
      errors.invalid("status.collisionCount", now.asLong(), "cannot be decremented");
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
