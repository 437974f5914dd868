package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.AvoidedPods;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import dev.skiff.controlplane.resource.validation.TaintRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Nodes: they register with their status; podCIDR and providerID are set once. */
final class NodeBehaviour implements Behaviour {
  private static final int LONGEST_FEATURE = 253;
  private static final Pattern FEATURE =
      Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*+");
  private static final String FEATURE_WORDS =
      ": must start with an UpperCamelCase segment, with subsequent segments separated by '/'"
          + " (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters"
          + " and slashes";

  @Override
  public boolean keepsStatusOnCreate() {
    return true;
  }

  /** Features that a node declares are off at first; a later status may have them. */
  @Override
  public void prepareForCreate(ObjectNode object) {
    if (object.get("status") instanceof ObjectNode status) status.remove("declaredFeatures");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode swap = object.at("/status/nodeInfo/swap/capacity");
    if (swap.isNumber() && swap.asLong() <= 0) {
      // Upstream's path is that of no field.
      errors.invalid("metadata.nodeSwapStatus.capacity", swap, "must be greater than zero");
    }
    reported(object, errors);
  }

  private static void reported(ObjectNode object, FieldErrors errors) {
    features(object.at("/status/declaredFeatures"), errors);
    for (String list : List.of("capacity", "allocatable")) {
      for (var entry : object.path("status").path(list).properties()) {
        String field = "status." + list + "." + entry.getKey();
        new ResourceRules(errors).amount(field, entry.getKey(), entry.getValue());
      }
    }
    JsonNode annotations = object.path("metadata").path("annotations");
    TaintRules.annotation("metadata.annotations", annotations, errors);
    AvoidedPods.check("metadata.annotations", annotations, errors);
    TaintRules.check("metadata.taints", object.path("spec").path("taints"), errors);
  }

  private static void features(JsonNode features, FieldErrors errors) {
    for (int i = 0; i < features.size(); i++) {
      String field = "status.declaredFeatures[" + i + "]";
      String name = features.get(i).asText("");
      String quoted = "invalid feature name " + GoText.quote(name);
      if (name.length() > LONGEST_FEATURE) {
        errors.invalid(field, name, quoted + ": must be no more than 253 characters");
      } else if (!FEATURE.matcher(name).matches()) {
        errors.invalid(field, name, quoted + FEATURE_WORDS);
      }
      int order = i == 0 ? -1 : features.get(i - 1).asText("").compareTo(name);
      if (order == 0) errors.duplicate(field, name);
      if (order > 0) errors.invalid(field, name, "list must be sorted alphabetically");
    }
  }

  /** What a node reports is looked at as a whole. */
  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    reported(object, errors);
    addresses(object, errors);
  }

  private static void addresses(ObjectNode object, FieldErrors errors) {
    JsonNode addresses = object.at("/status/addresses");
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < addresses.size(); i++) {
      if (!seen.add(addresses.get(i))) {
        errors.duplicate("status.addresses[" + i + "]", addresses.get(i));
      }
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    addresses(object, errors);
    JsonNode ranges = old.path("spec").path("podCIDRs");
    if (!ranges.isEmpty() && !ranges.equals(object.path("spec").path("podCIDRs"))) {
      errors.forbidden(
          "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    }
    setOnce(
        "providerID",
        "node updates may not change providerID except from \"\" to valid",
        object,
        old,
        errors);
    if (!object.at("/spec/externalID").asText("").equals(old.at("/spec/externalID").asText(""))) {
      errors.forbidden("spec.externalID", "may not be updated");
    }
  }

  private static void setOnce(
      String field, String why, ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode before = old.path("spec").path(field);
    if (!before.asText("").isEmpty() && !before.equals(object.path("spec").path(field))) {
      errors.forbidden("spec." + field, why);
    }
  }
}
