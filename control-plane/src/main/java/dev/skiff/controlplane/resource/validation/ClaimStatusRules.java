package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * What in the status of a claim for devices must agree: what the scheduler has allocated with what
 * is asked for, its users and what drivers say of devices with what is allocated (KEP-4381,
 * KEP-4817). Of lists that are too long nothing more is said.
 */
public final class ClaimStatusRules {
  private static final int MOST_USERS = 256;
  private static final int MOST_RESULTS = 32;
  private static final int MOST_CONFIGURATIONS = 64;

  private final JsonNode claim;
  private final JsonNode status;
  private final JsonNode before;
  private final FieldErrors errors;

  /**
   * @param old the claim before the update
   */
  public ClaimStatusRules(JsonNode claim, JsonNode old, FieldErrors errors) {
    this.claim = claim;
    this.status = claim.path("status");
    this.before = old.path("status");
    this.errors = errors;
  }

  /** Checks the status. */
  public void check() {
    users(status.path("reservedFor"));
    devices(status.path("devices"));
    JsonNode allocation = status.path("allocation");
    if (!allocation.isObject()) return;
    if (!before.path("allocation").isObject()) {
      references(allocation.path("devices"));
    } else if (!allocation.equals(before.path("allocation"))) {
      errors.invalid("status.allocation", allocation, "field is immutable");
    }
  }

  private void users(JsonNode users) {
    if (users.isEmpty()) return;
    String field = "status.reservedFor";
    Set<String> seen = new HashSet<>();
    for (int i = 0; users.size() <= MOST_USERS && i < users.size(); i++) {
      String uid = users.get(i).path("uid").asText("");
      if (!seen.add(uid)) errors.duplicate(field + "[" + i + "]", uid);
    }
    if (!status.path("allocation").isObject()) {
      errors.forbidden(field, "may not be specified when `allocated` is not set");
    } else if (claim.path("metadata").has("deletionTimestamp") && added(users)) {
      errors.forbidden(
          field,
          "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are"
              + " set");
    }
  }

  private boolean added(JsonNode users) {
    Set<JsonNode> known = new HashSet<>();
    before.path("reservedFor").forEach(known::add);
    for (JsonNode user : users) if (!known.contains(user)) return true;
    return false;
  }

  private void devices(JsonNode devices) {
    Set<DeviceId> allocated = new HashSet<>();
    for (JsonNode result : status.at("/allocation/devices/results")) {
      allocated.add(DeviceId.of(result));
    }
    Set<DeviceId> seen = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      String field = "status.devices[" + i + "]";
      DeviceId device = DeviceId.of(devices.get(i));
      if (!allocated.contains(device)) {
        errors.invalid(field, device.shown(), "must be an allocated device in the claim");
      }
      if (!seen.add(device)) errors.duplicate(field, device.shown());
    }
  }

  private void references(JsonNode allocated) {
    DeviceRequestNames requests =
        new DeviceRequestNames(claim.path("spec").path("devices"), errors);
    String field = "status.allocation.devices";
    JsonNode results = allocated.path("results");
    for (int i = 0; results.size() <= MOST_RESULTS && i < results.size(); i++) {
      String request = results.get(i).path("request").asText("");
      requests.reference(field + ".results[" + i + "].request", request);
    }
    JsonNode config = allocated.path("config");
    for (int i = 0; config.size() <= MOST_CONFIGURATIONS && i < config.size(); i++) {
      requests.references(field + ".config[" + i + "].requests", config.get(i).path("requests"));
    }
  }
}
