package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.DeviceSelectors;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Classes of devices: their selectors must be expressions that compile. */
final class DeviceClassBehaviour implements Behaviour {
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
    DeviceSelectors.check("spec.selectors", object.path("spec").path("selectors"), errors);
  }
}
