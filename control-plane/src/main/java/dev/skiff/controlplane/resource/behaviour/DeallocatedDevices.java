package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.DeviceId;
import java.util.HashSet;
import java.util.Set;

/**
 * What drivers say of devices in a claim's status goes with the devices (KEP-4817), also if whoever
 * takes them away knows nothing of it.
 */
final class DeallocatedDevices {
  private DeallocatedDevices() {}

  static void drop(ObjectNode claim, ObjectNode old) {
    if (!(claim.path("status").path("devices") instanceof ArrayNode devices)) return;
    Set<DeviceId> gone = allocated(old);
    gone.removeAll(allocated(claim));
    devices.removeIf(device -> gone.contains(DeviceId.of(device)));
    if (devices.isEmpty()) ((ObjectNode) claim.path("status")).remove("devices");
  }

  private static Set<DeviceId> allocated(JsonNode claim) {
    Set<DeviceId> devices = new HashSet<>();
    for (JsonNode result : claim.at("/status/allocation/devices/results")) {
      devices.add(DeviceId.of(result));
    }
    return devices;
  }
}
