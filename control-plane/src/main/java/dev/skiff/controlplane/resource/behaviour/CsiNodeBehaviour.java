package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.Set;

/** CSI nodes: the topology keys of a driver are keys of labels, each once. */
final class CsiNodeBehaviour implements Behaviour {
  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode drivers = object.path("spec").path("drivers");
    for (int i = 0; i < drivers.size(); i++) {
      String field = "spec.drivers[" + i + "]";
      Set<String> seen = new HashSet<>();
      for (JsonNode key : drivers.get(i).path("topologyKeys")) {
        String name = key.asText("");
        if (name.isEmpty()) errors.required(field);
        if (!seen.add(name)) errors.duplicate(field, name);
        Names.qualified(name).forEach(wrong -> errors.invalid(field, name, wrong));
      }
    }
  }

  /** A driver comes and goes, but does not change; only how many volumes it has room for may. */
  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    for (JsonNode before : old.path("spec").path("drivers")) {
      for (JsonNode now : object.path("spec").path("drivers")) {
        if (!now.path("name").equals(before.path("name"))) continue;
        JsonNode fixed = withoutRoom(now);
        if (!fixed.equals(withoutRoom(before))) {
          errors.invalid("spec.drivers", fixed, "field is immutable");
        }
      }
    }
  }

  private static JsonNode withoutRoom(JsonNode driver) {
    ObjectNode copy = driver.deepCopy();
    return copy.without("allocatable");
  }
}
