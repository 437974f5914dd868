package dev.skiff.controlplane.api.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import java.util.ArrayList;
import java.util.List;

/** Finds the container of a Pod that a request means. */
final class PodContainers {
  private PodContainers() {}

  /**
   * The container's name.
   *
   * @param wanted null or empty if the request names none
   * @throws dev.skiff.controlplane.api.StatusException 400 if there is no such container, or if
   *     there are several and none is named
   */
  static String choose(ObjectNode pod, String wanted) {
    String name = pod.at("/metadata/name").asText();
    List<String> containers = names(pod, "containers");
    List<String> init = names(pod, "initContainers");
    List<String> ephemeral = names(pod, "ephemeralContainers");
    if (wanted != null && !wanted.isEmpty()) {
      if (containers.contains(wanted) || init.contains(wanted) || ephemeral.contains(wanted)) {
        return wanted;
      }
      throw Statuses.badRequest("container " + wanted + " is not valid for pod " + name);
    }
    if (containers.size() == 1) return containers.getFirst();
    String message =
        "a container name must be specified for pod "
            + name
            + ", choose one of: ["
            + String.join(" ", containers)
            + "]";
    if (!init.isEmpty())
      message += " or one of the init containers: [" + String.join(" ", init) + "]";
    throw Statuses.badRequest(message);
  }

  private static List<String> names(ObjectNode pod, String field) {
    List<String> names = new ArrayList<>();
    for (JsonNode container : pod.path("spec").path(field)) {
      names.add(container.path("name").asText());
    }
    return names;
  }
}
