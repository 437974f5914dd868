package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.ClaimStatusRules;
import dev.skiff.controlplane.resource.validation.DeviceRequestNames;
import dev.skiff.controlplane.resource.validation.DeviceSelectors;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import java.util.HashSet;
import java.util.Set;

/**
 * Claims of devices and their templates: requests have distinct names, and what else names requests
 * names these. Of lists that are too long nothing more is said.
 */
record ResourceClaimBehaviour(String spec, DeviceAdminAccess administrators) implements Behaviour {
  private static final int MOST_REQUESTS = 32;
  private static final int MOST_ALTERNATIVES = 8;
  private static final int MOST_PARTS = 32;

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  /** What a claim wants never changes; of a template's change upstream also says what is wrong. */
  @Override
  public boolean validatesUpdates() {
    return !spec.equals("spec");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode metadata = object.path("spec").path("metadata");
    MetadataRules.ofTemplate("spec.metadata", metadata, errors);
    JsonNode devices = devices(object);
    String field = spec + ".devices";
    requests(field + ".requests", devices.path("requests"), errors);
    DeviceRequestNames names = new DeviceRequestNames(devices, errors);
    for (String part : new String[] {"constraints", "config"}) {
      JsonNode list = devices.path(part);
      if (list.size() > MOST_PARTS) continue;
      for (int i = 0; i < list.size(); i++) {
        String at = field + "." + part + "[" + i + "].requests";
        names.references(at, list.get(i).path("requests"));
      }
    }
  }

  /** What a claim asks for never changes. */
  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    administrators.checkRequests(object, devices(object).path("requests"), errors);
  }

  private JsonNode devices(ObjectNode object) {
    return object.at("/" + spec.replace('.', '/') + "/devices");
  }

  private static void requests(String field, JsonNode requests, FieldErrors errors) {
    if (requests.size() > MOST_REQUESTS) return;
    distinct(field, requests, errors);
    for (int i = 0; i < requests.size(); i++) {
      JsonNode exactly = requests.get(i).path("exactly");
      JsonNode alternatives = requests.get(i).path("firstAvailable");
      String at = field + "[" + i + "]";
      if (alternatives.isEmpty()) {
        DeviceSelectors.check(at + ".exactly.selectors", exactly.path("selectors"), errors);
      } else if (exactly.isMissingNode() && alternatives.size() <= MOST_ALTERNATIVES) {
        distinct(at + ".firstAvailable", alternatives, errors);
        for (int j = 0; j < alternatives.size(); j++) {
          String selectors = at + ".firstAvailable[" + j + "].selectors";
          DeviceSelectors.check(selectors, alternatives.get(j).path("selectors"), errors);
        }
      }
    }
  }

  private static void distinct(String field, JsonNode named, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < named.size(); i++) {
      String name = named.get(i).path("name").asText("");
      if (!names.add(name)) errors.duplicate(field + "[" + i + "]", name);
    }
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    DeallocatedDevices.drop(object, old);
  }

  /** What was allocated is as it was, or refused. */
  @Override
  public JsonNode checkedStatus(ObjectNode object, ObjectNode old) {
    JsonNode status = object.path("status");
    if (!old.path("status").has("allocation") || !status.isObject()) return status;
    return ((ObjectNode) status).deepCopy().without("allocation");
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    administrators.checkResults(object, old, errors);
    new ClaimStatusRules(object, old, errors).check();
  }
}
