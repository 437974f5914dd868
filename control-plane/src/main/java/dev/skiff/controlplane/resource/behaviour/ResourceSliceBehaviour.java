package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.Set;

/** Resource slices: devices have distinct names, and not too much is said of each. */
final class ResourceSliceBehaviour implements Behaviour {
  private static final int MOST_DEVICES = 128;
  private static final int MOST_PROPERTIES = 32;

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean countsWhatIsDropped() {
    return true;
  }

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode devices = object.path("spec").path("devices");
    if (devices.size() > MOST_DEVICES) return;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      JsonNode device = devices.get(i);
      String field = "spec.devices[" + i + "]";
      String name = device.path("name").asText("");
      if (!seen.add(name)) errors.duplicate(field, name);
      int properties = device.path("attributes").size() + device.path("capacity").size();
      if (properties > MOST_PROPERTIES) {
        errors.invalid(
            field,
            properties,
            "the total number of attributes and capacities must not exceed " + MOST_PROPERTIES);
      }
    }
  }
}
