package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.PodTemplateRules;
import java.util.List;
import java.util.Locale;

/** Kinds that keep Pods running from a template: the selector matches it and never changes. */
class WorkloadBehaviour implements Behaviour {
  /** What a workload itself says of its template. */
  private static final List<String> OF_WORKLOAD = List.of("restartPolicy", "activeDeadlineSeconds");

  @Override
  public boolean generation() {
    return true;
  }

  /** Fields of the spec that must not be negative. */
  List<String> counts() {
    return List.of("replicas", "minReadySeconds", "revisionHistoryLimit");
  }

  @Override
  public ObjectNode checked(ObjectNode object, ObjectNode old) {
    if (looksAtTemplate(object)) return object;
    ObjectNode copy = object.deepCopy();
    if (copy.at("/spec/template/spec") instanceof ObjectNode pod) pod.retain(OF_WORKLOAD);
    return copy;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    for (String field : counts()) {
      notNegative("spec." + field, spec.path(field), errors);
    }
    if (isController(object) && spec.path("template").isMissingNode()) {
      errors.required("spec.template");
      if (spec.path("selector").isEmpty()) errors.required("spec.selector");
      return;
    }
    selector(object, errors);
    if (!looksAtTemplate(object)) return;
    PodTemplateRules.check("spec.template", spec.path("template"), errors);
    pods(object, errors);
  }

  /** Whether a missing selector is said to be missing; what it fails to match is in any case. */
  boolean requiresSelector() {
    return true;
  }

  /** What is said of a malformed selector as a whole; null if nothing is. */
  String malformedSelector() {
    return "invalid label selector";
  }

  /** Whether the template is checked: not where nobody can tell which Pods are selected. */
  final boolean looksAtTemplate(ObjectNode object) {
    return isController(object)
        || malformedSelector() == null
        || LabelSelectors.isValid(object.path("spec").path("selector"));
  }

  private static boolean isController(ObjectNode object) {
    return object.path("kind").asText().equals("ReplicationController");
  }

  private void selector(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode selector = spec.path("selector");
    if (selector.isMissingNode()) {
      if (requiresSelector()) errors.required("spec.selector");
    } else if (selector.isEmpty()) {
      errors.invalid("spec.selector", selector, "empty selector is invalid for " + named(object));
      return;
    } else if (!isController(object) && !LabelSelectors.isValid(selector)) {
      LabelSelectors.check("spec.selector", selector, errors);
      String whole = malformedSelector();
      if (whole != null) errors.invalid("spec.selector", selector, whole);
      return;
    }
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    boolean matches =
        isController(object)
            ? LabelSelectors.mapMatches(selector, labels)
            : !selector.isEmpty() && LabelSelectors.matches(selector, labels);
    if (!matches) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
  }

  /** ReplicaSets are called after what makes them, as upstream does. */
  private static String named(ObjectNode object) {
    String kind = object.path("kind").asText("").toLowerCase(Locale.ROOT);
    return kind.equals("replicaset") ? "deployment" : kind;
  }

  /** The Pods are to stay. */
  static void pods(ObjectNode object, FieldErrors errors) {
    JsonNode template = object.path("spec").path("template");
    if (!template.has("spec")) return;
    String restart = template.path("spec").path("restartPolicy").asText("");
    if (!restart.equals("Always")) {
      errors.unsupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
    }
    if (template.path("spec").has("activeDeadlineSeconds")) {
      String kind = object.path("kind").asText("");
      String owner = kind.equals("Deployment") ? "ReplicaSet" : kind;
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + owner + " is not Supported");
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
    if (!isController(object) && !now.equals(old.path("spec").path("selector"))) {
      errors.invalid("spec.selector", now, "field is immutable");
    }
  }
}
