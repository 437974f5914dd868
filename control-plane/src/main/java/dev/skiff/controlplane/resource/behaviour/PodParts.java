package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What holds for changes of a Pod that have a subresource of their own. */
final class PodParts {
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final String ONLY = "only cpu and memory resources are mutable";

  private PodParts() {}

  /** Ephemeral containers come, and stay as they are. */
  static void ephemeralContainers(ObjectNode object, ObjectNode old, FieldErrors errors) {
    Map<String, JsonNode> now = new HashMap<>();
    String field = "spec.ephemeralContainers";
    for (JsonNode one : object.at("/spec/ephemeralContainers")) {
      now.put(one.path("name").asText(""), one);
    }
    for (JsonNode before : old.at("/spec/ephemeralContainers")) {
      String name = before.path("name").asText("");
      String existing = "existing ephemeral containers " + GoText.quote(name) + " may not be ";
      if (!now.containsKey(name)) {
        errors.forbidden(field, existing + "removed\n");
      } else if (!now.get(name).equals(before)) {
        errors.forbidden(field, existing + "changed\n");
      }
    }
  }

  /** A Pod keeps its quality of service, and what it has of CPU and memory, whatever its size. */
  static void resize(ObjectNode object, ObjectNode old, FieldErrors errors) {
    String before = QualityOfService.of(old.path("spec"));
    if (!before.equals(QualityOfService.of(object.path("spec")))) {
      errors.invalid("spec", before, "Pod QOS Class may not change as a result of resizing");
    }
    if (old.at("/spec/os/name").asText("").equals("windows")) {
      errors.forbidden("", "windows pods cannot be resized");
    }
    boolean other = false;
    JsonNode containers = old.at("/spec/containers");
    for (int i = 0; i < containers.size(); i++) {
      JsonNode was = containers.get(i).path("resources");
      JsonNode is = object.at("/spec/containers").path(i).path("resources");
      String field = "spec.containers[" + i + "].resources.";
      for (String list : List.of("requests", "limits")) {
        if (removed(is.path(list), was.path(list))) {
          errors.forbidden(field + list, "resource " + list + " cannot be removed");
        }
        other |= !rest(is.path(list)).equals(rest(was.path(list)));
      }
      other |= !is.path("claims").equals(was.path("claims"));
    }
    if (other) errors.forbidden("spec", ONLY);
  }

  private static boolean removed(JsonNode now, JsonNode before) {
    for (var amount : before.properties()) if (!now.has(amount.getKey())) return true;
    return false;
  }

  private static Map<String, JsonNode> rest(JsonNode amounts) {
    Map<String, JsonNode> rest = new HashMap<>();
    for (var amount : amounts.properties()) {
      if (!RESIZABLE.contains(amount.getKey())) rest.put(amount.getKey(), amount.getValue());
    }
    return rest;
  }
}
