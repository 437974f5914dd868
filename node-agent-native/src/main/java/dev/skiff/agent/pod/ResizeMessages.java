package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Messages of events about resizes: a few words and the resources as JSON, as upstream's. */
final class ResizeMessages {

  private ResizeMessages() {}

  static String of(String what, Pod pod, long generation, String error) {
    ObjectNode summary = Json.object();
    list(summary, "initContainers", PodContainers.init(pod));
    list(summary, "containers", pod.getSpec().getContainers());
    summary.put("generation", generation);
    if (error != null) {
      summary.put("error", error);
    }
    return what + ": " + summary;
  }

  private static void list(ObjectNode summary, String name, List<Container> containers) {
    if (containers.isEmpty()) {
      return;
    }
    var array = summary.putArray(name);
    for (Container container : containers) {
      ObjectNode resources =
          array.addObject().put("name", container.getName()).putObject("resources");
      if (container.getResources() != null) {
        quantities(resources, "limits", container.getResources().getLimits());
        quantities(resources, "requests", container.getResources().getRequests());
      }
    }
  }

  private static void quantities(ObjectNode parent, String name, Map<String, Quantity> map) {
    if (map != null && !map.isEmpty()) {
      ObjectNode object = parent.putObject(name);
      new TreeMap<>(map).forEach((key, quantity) -> object.put(key, quantity.toString()));
    }
  }
}
