package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/**
 * Devices are given to administrators, whoever else uses them, only in namespaces with a label that
 * allows it (KEP-5018).
 */
final class DeviceAdminAccess {
  private static final String LABEL = "resource.kubernetes.io/admin-access";

  private final ClusterState state;

  DeviceAdminAccess(ClusterState state) {
    this.state = state;
  }

  /**
   * Looks at what a new claim, or a template of claims, asks for.
   *
   * @param requests its requests, wherever they are in the object
   */
  void checkRequests(ObjectNode object, JsonNode requests, FieldErrors errors) {
    check(object, "spec.devices.requests", first(requests, "/exactly/adminAccess"), errors);
  }

  /** Looks at what is now allocated to a claim; what was allocated before stays. */
  void checkResults(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    if (result(old) < 0) check(claim, "status.allocation.devices.results", result(claim), errors);
  }

  private static int result(ObjectNode claim) {
    return first(claim.at("/status/allocation/devices/results"), "/adminAccess");
  }

  /** The index of the first that is for administrators; -1 if none is. */
  private static int first(JsonNode list, String field) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).at(field).asBoolean()) return i;
    }
    return -1;
  }

  private void check(ObjectNode object, String list, int index, FieldErrors errors) {
    if (index < 0) return;
    boolean allowed =
        state
            .get("namespaces", "", object.at("/metadata/namespace").asText(""))
            .map(namespace -> namespace.path("metadata").path("labels").path(LABEL))
            .filter(label -> label.asText().equals("true"))
            .isPresent();
    if (allowed) return;
    errors.forbidden(
        list + "[" + index + "].adminAccess",
        "admin access to devices requires the `"
            + LABEL
            + ": true` label on the containing namespace");
  }
}
