package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.PodResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the node has given to a pod's containers (allocated) and what they were last set to
 * (actuated), by container. Kept in a file of the pod's directory, so that it survives the agent:
 * neither can be known from the spec or, for memory requests, from the runtime (KEP-1287). Used by
 * the pod's worker alone.
 */
final class PodAllocation {

  private final StateFile file;
  private final Map<String, ResourceRequirements> allocated = new TreeMap<>();
  private final Map<String, ResourceRequirements> actuated = new TreeMap<>();

  /** What an earlier run of the agent has kept in this directory of a pod; may be nothing. */
  PodAllocation(Path podDirectory) {
    file = new StateFile(podDirectory.resolve("allocation.json"));
    JsonNode kept = file.read();
    read(kept.path("allocated"), allocated);
    read(kept.path("actuated"), actuated);
  }

  private static void read(JsonNode tree, Map<String, ResourceRequirements> into) {
    tree.properties()
        .forEach(e -> into.put(e.getKey(), Json.read(e.getValue(), ResourceRequirements.class)));
  }

  /** Whether the pod was let in. */
  boolean exists() {
    return !allocated.isEmpty();
  }

  /** Whether the containers that can be resized have been given what the spec wants. */
  boolean grants(Pod desired) {
    return has(desired, allocated);
  }

  /** The pod with the resources it was given: itself when they are what it wants. */
  Pod apply(Pod desired) {
    return with(allocated, desired);
  }

  /** The pod with the resources that its containers were last set to. */
  Pod actuated(Pod pod) {
    return with(actuated, pod);
  }

  private static Pod with(Map<String, ResourceRequirements> resources, Pod pod) {
    if (has(pod, resources)) {
      return pod;
    }
    Pod copy = Json.read(Json.bytes(pod), Pod.class);
    resizable(copy).forEach((name, container) -> container.setResources(resources.get(name)));
    return copy;
  }

  private static boolean has(Pod pod, Map<String, ResourceRequirements> resources) {
    return resizable(pod).values().stream()
        .allMatch(c -> PodResources.same(c.getResources(), resources.get(c.getName())));
  }

  /** Gives the pod what its spec wants. */
  void allocate(Pod desired) {
    boolean first = !exists();
    allocated.clear();
    resizable(desired).forEach((name, c) -> allocated.put(name, given(c.getResources())));
    if (first) {
      actuated.putAll(allocated);
    }
    write();
  }

  /** What a running container was last set to; null for one that cannot be resized. */
  ResourceRequirements actuated(String container) {
    return actuated.get(container);
  }

  /** A container has been set to what it was given. */
  void actuate(String container) {
    ResourceRequirements given = allocated.get(container);
    if (given != null && !PodResources.same(given, actuated.get(container))) {
      actuated.put(container, given);
      write();
    }
  }

  /** Containers and sidecars: what runs to its end has no time to be resized. */
  static Map<String, Container> resizable(Pod pod) {
    Map<String, Container> containers = new HashMap<>();
    for (Container container : PodContainers.all(pod)) {
      if (!PodContainers.isInit(pod, container) || PodContainers.isSidecar(pod, container)) {
        containers.put(container.getName(), container);
      }
    }
    return containers;
  }

  private static ResourceRequirements given(ResourceRequirements resources) {
    return resources == null ? new ResourceRequirements() : resources;
  }

  private void write() {
    ObjectNode tree = Json.object();
    tree.set("allocated", Json.tree(allocated));
    tree.set("actuated", Json.tree(actuated));
    file.write(tree);
  }
}
