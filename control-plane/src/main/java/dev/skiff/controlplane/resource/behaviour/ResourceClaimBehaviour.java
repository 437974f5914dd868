package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.DeviceSelectors;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.Set;

/**
 * Claims of devices and their templates: requests have distinct names, and what else names requests
 * names these.
 *
 * @param spec where the claim is in the object
 */
record ResourceClaimBehaviour(String spec) implements Behaviour {
  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode devices = object.at("/" + spec.replace('.', '/') + "/devices");
    String field = spec + ".devices";
    Set<String> names = names(field + ".requests", devices.path("requests"), errors);
    selectors(field + ".requests", devices.path("requests"), errors);
    JsonNode constraints = devices.path("constraints");
    for (int i = 0; i < constraints.size(); i++) {
      String at = field + ".constraints[" + i + "]";
      references(at + ".requests", constraints.get(i).path("requests"), names, errors);
      boolean distinct = constraints.get(i).has("distinctAttribute");
      if (!distinct && constraints.get(i).path("matchAttribute").asText("").isEmpty()) {
        errors.required(at + ".matchAttribute");
      }
    }
    JsonNode configurations = devices.path("config");
    for (int i = 0; i < configurations.size(); i++) {
      String at = field + ".config[" + i + "].requests";
      references(at, configurations.get(i).path("requests"), names, errors);
    }
  }

  /** Names of requests, and of what they fall back to as {@code request/alternative}. */
  private static Set<String> names(String field, JsonNode requests, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < requests.size(); i++) {
      String name = requests.get(i).path("name").asText("");
      if (!names.add(name)) errors.duplicate(field + "[" + i + "]", name);
      JsonNode alternatives = requests.get(i).path("firstAvailable");
      for (int j = 0; j < alternatives.size(); j++) {
        String alternative = alternatives.get(j).path("name").asText("");
        if (names.add(name + "/" + alternative)) continue;
        errors.duplicate(field + "[" + i + "].firstAvailable[" + j + "]", alternative);
      }
    }
    return names;
  }

  private static void selectors(String field, JsonNode requests, FieldErrors errors) {
    for (int i = 0; i < requests.size(); i++) {
      JsonNode request = requests.get(i);
      String at = field + "[" + i + "]";
      DeviceSelectors.check(
          at + ".exactly.selectors", request.path("exactly").path("selectors"), errors);
      JsonNode alternatives = request.path("firstAvailable");
      for (int j = 0; j < alternatives.size(); j++) {
        JsonNode selectors = alternatives.get(j).path("selectors");
        DeviceSelectors.check(at + ".firstAvailable[" + j + "].selectors", selectors, errors);
      }
    }
  }

  private static void references(
      String field, JsonNode references, Set<String> names, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < references.size(); i++) {
      String name = references.get(i).asText("");
      String at = field + "[" + i + "]";
      if (!seen.add(name)) errors.duplicate(at, name);
      if (!names.contains(name)) {
        errors.invalid(
            at,
            name,
            "must be the name of a request in the claim or the name of a request and a subrequest"
                + " separated by '/'");
      }
    }
  }
}
