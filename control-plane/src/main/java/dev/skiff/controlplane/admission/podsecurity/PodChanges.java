package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an update does to a Pod. Only images change what a Pod is held to. */
final class PodChanges {
  private PodChanges() {}

  /** Whether the Pod has to be looked at again. */
  static boolean significant(JsonNode pod, JsonNode before) {
    for (String field : List.of("containers", "initContainers")) {
      JsonNode now = pod.path("spec").path(field);
      JsonNode then = before.path("spec").path(field);
      if (now.size() != then.size()) return true;
      for (int i = 0; i < now.size(); i++) {
        if (!image(now.get(i)).equals(image(then.get(i)))) return true;
      }
    }
    Map<String, String> debuggers = new HashMap<>();
    for (JsonNode each : before.path("spec").path("ephemeralContainers")) {
      debuggers.put(each.path("name").asText(), image(each));
    }
    for (JsonNode each : pod.path("spec").path("ephemeralContainers")) {
      if (!image(each).equals(debuggers.get(each.path("name").asText()))) return true;
    }
    return false;
  }

  private static String image(JsonNode container) {
    return container.path("image").asText();
  }
}
