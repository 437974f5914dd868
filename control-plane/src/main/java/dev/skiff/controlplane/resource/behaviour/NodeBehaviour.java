package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.AvoidedPods;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import dev.skiff.controlplane.resource.validation.TaintRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes: they register with their status; podCIDR and providerID are set once. */
final class NodeBehaviour implements Behaviour {
  @Override
  public boolean keepsStatusOnCreate() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
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

  /** Upstream's path is that of no field. */
  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    JsonNode swap = object.at("/status/nodeInfo/swap/capacity");
    if (!swap.isNumber() || swap.asLong() > 0) return;
    errors.invalid("metadata.nodeSwapStatus.capacity", swap, "must be greater than zero");
  }

  /** What a node reports is looked at as a whole. */
  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    validate(object, errors);
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
