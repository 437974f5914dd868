package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the status of a pod from what the runtime has. Used by the pod's worker alone. */
final class PodStatuses {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final NodeSettings node;
  private final ContainerStatuses containers;
  private JsonNode conditions;
  private String startTime;

  /**
   * Continues the status that the pod has in the API.
   *
   * @param runtimeName prefix of container ids
   */
  PodStatuses(Pod pod, NodeSettings node, String runtimeName, Instant now) {
    this.node = node;
    this.containers = new ContainerStatuses(runtimeName);
    ArrayNode old = JSON.arrayNode();
    if (pod.getStatus() != null && pod.getStatus().getConditions() != null) {
      for (var condition : pod.getStatus().getConditions()) {
        old.addObject()
            .put("type", condition.getType())
            .put("status", condition.getStatus())
            .put("lastTransitionTime", condition.getLastTransitionTime());
      }
    }
    conditions = old;
    startTime =
        pod.getStatus() == null || pod.getStatus().getStartTime() == null
            ? Times.format(now)
            : pod.getStatus().getStartTime();
  }

  /** When the node first saw the pod. */
  Instant startTime() {
    return Instant.parse(startTime);
  }

  /**
   * The status of the moment.
   *
   * @param ended whether nothing of the pod runs nor will run any more
   * @param failure why the node ended the pod, null if it did not
   */
  ObjectNode describe(
      ContainerStatuses.Moment moment, boolean ended, Waiting failure, Instant now) {
    Pod pod = moment.pod();
    containers.retain(moment.runtime());
    Map<String, ObjectNode> statuses = new HashMap<>();
    for (Container container : PodContainers.all(pod)) {
      ObjectNode status = containers.describe(moment, container);
      if (ended) {
        end(status);
      }
      statuses.put(container.getName(), status);
    }
    String phase = failure != null && ended ? "Failed" : PodPhase.of(pod, statuses, ended);
    ObjectNode status = JSON.objectNode();
    if (pod.getMetadata().getGeneration() != null) {
      status.put("observedGeneration", pod.getMetadata().getGeneration());
    }
    status.put("phase", phase);
    status.put("reason", failure == null ? null : failure.reason());
    status.put("message", failure == null ? null : failure.message());
    ArrayNode own =
        PodConditions.of(pod, statuses, phase, moment.runtime().sandboxReady(), conditions, now);
    if (failure != null && failure.reason().equals(PodEnd.EVICTED)) {
      own.add(PodConditions.disruption(pod, failure.message(), conditions, now));
    }
    moment.resize().forEach(condition -> own.add(PodConditions.resize(condition)));
    conditions = own;
    status.set("conditions", own);
    addresses(pod, moment.runtime(), status);
    status.put("startTime", startTime);
    if (!PodContainers.init(pod).isEmpty()) {
      ArrayNode array = status.putArray("initContainerStatuses");
      PodContainers.init(pod).forEach(c -> array.add(statuses.get(c.getName())));
    }
    ArrayNode array = status.putArray("containerStatuses");
    pod.getSpec().getContainers().stream()
        .map(Container::getName)
        .sorted(Comparator.naturalOrder())
        .forEach(name -> array.add(statuses.get(name)));
    if (!PodContainers.ephemeral(pod).isEmpty()) {
      ArrayNode ephemeral = status.putArray("ephemeralContainerStatuses");
      PodContainers.ephemeral(pod).forEach(c -> ephemeral.add(containers.describe(moment, c)));
    }
    return status;
  }

  /** The status of a pod that was not let in: nothing of it ever ran. */
  ObjectNode rejected(Pod pod, Waiting why) {
    ObjectNode status = JSON.objectNode();
    if (pod.getMetadata().getGeneration() != null) {
      status.put("observedGeneration", pod.getMetadata().getGeneration());
    }
    return status
        .put("phase", "Failed")
        .put("reason", why.reason())
        .put("message", why.message())
        .put("startTime", startTime);
  }

  private void addresses(Pod pod, PodRuntime runtime, ObjectNode status) {
    status.put("hostIP", node.nodeIp());
    list(status.putArray("hostIPs"), node.nodeIps());
    List<String> ips =
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? node.nodeIps() : runtime.ips();
    if (!ips.isEmpty()) {
      status.put("podIP", ips.getFirst());
      list(status.putArray("podIPs"), ips);
    }
  }

  private static void list(ArrayNode array, List<String> ips) {
    ips.forEach(ip -> array.addObject().put("ip", ip));
  }

  /** In a pod that has ended no container waits: what never ran is said to be lost. */
  private static void end(ObjectNode status) {
    ObjectNode state = (ObjectNode) status.get("state");
    status.put("ready", status.path("ready").asBoolean() && state.has("terminated"));
    status.put("started", false);
    if (state.has("terminated")) {
      return;
    }
    JsonNode last = status.path("lastState").get("terminated");
    state.removeAll();
    if (last != null) {
      state.set("terminated", last);
      return;
    }
    state
        .putObject("terminated")
        .put("exitCode", 137)
        .put("reason", "ContainerStatusUnknown")
        .put("message", "The container could not be located when the pod was terminated");
  }
}
