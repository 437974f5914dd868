package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.Set;

/** Resource slices: devices have distinct names. */
final class ResourceSliceBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode devices = object.path("spec").path("devices");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      String name = devices.get(i).path("name").asText("");
      if (!seen.add(name)) errors.duplicate("spec.devices[" + i + "]", name);
    }
  }
}
