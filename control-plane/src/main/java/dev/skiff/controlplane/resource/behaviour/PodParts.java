package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.PodAnnotationRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What holds for changes of a Pod that have a subresource of their own. */
final class PodParts {
  /** The subresources. */
  static final Set<String> ALL = Set.of("ephemeralcontainers", "resize");

  /** The Pod itself, as Go prints a path without a name. */
  static final String WHOLE = "[]";

  private PodParts() {}

  /** Some Pods have what they have; of a change of these nothing else is said. */
  static void checkChangeable(String part, ObjectNode pod, FieldErrors errors) {
    boolean resize = part.equals("resize");
    if (pod.at("/metadata/annotations").has(PodAnnotationRules.MIRROR)) {
      errors.forbidden(
          WHOLE,
          resize
              ? "static pods cannot be resized"
              : "static pods do not support ephemeral containers");
    } else if (resize && pod.at("/spec/os/name").asText("").equals("windows")) {
      errors.forbidden(WHOLE, "windows pods cannot be resized");
    }
  }

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
}
