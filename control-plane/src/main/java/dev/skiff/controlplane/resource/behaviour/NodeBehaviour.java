package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes: they register with their status; podCIDR and providerID are set once. */
final class NodeBehaviour implements Behaviour {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

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
    JsonNode taints = object.path("spec").path("taints");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      String field = "metadata.taints[" + i + "]";
      String key = taints.get(i).path("key").asText("");
      String value = taints.get(i).path("value").asText("");
      String effect = taints.get(i).path("effect").asText("");
      Names.qualified(key).forEach(one -> errors.invalid(field + ".key", key, one));
      if (!value.isEmpty()) {
        Names.labelValue(value).forEach(one -> errors.invalid(field + ".value", value, one));
      }
      if (effect.isEmpty()) {
        errors.required(field + ".effect");
      } else if (!EFFECTS.contains(effect)) {
        errors.unsupported(field + ".effect", effect, EFFECTS);
      }
      if (!seen.add(key + " " + effect)) {
        errors.duplicate(field, taints.get(i), "taints must be unique by key and effect pair");
      }
    }
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
  }

  private static void setOnce(
      String field, String why, ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode before = old.path("spec").path(field);
    if (!before.asText("").isEmpty() && !before.equals(object.path("spec").path(field))) {
      errors.forbidden("spec." + field, why);
    }
  }
}
