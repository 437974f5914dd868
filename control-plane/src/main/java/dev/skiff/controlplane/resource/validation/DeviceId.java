package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which device something is about: a name that is unique in the pool of a driver. */
public record DeviceId(String driver, String pool, String device) {
  /**
   * Reads the fields that name a device.
   *
   * @param object has a driver, a pool and a device
   */
  public static DeviceId of(JsonNode object) {
    return new DeviceId(
        object.path("driver").asText(""),
        object.path("pool").asText(""),
        object.path("device").asText(""));
  }

  /** As messages show it: shares of devices, which are a feature that is off, have no name. */
  ObjectNode shown() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Driver", driver)
        .put("Pool", pool)
        .put("Device", device)
        .put("ShareID", "");
  }
}
