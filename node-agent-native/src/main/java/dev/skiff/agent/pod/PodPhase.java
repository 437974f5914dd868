package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.RestartRules;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/** Sums up a pod's containers in one word. */
final class PodPhase {

  private PodPhase() {}

  /**
   * The phase of a pod.
   *
   * @param statuses of all containers by name, as in the pod's status
   * @param ended whether nothing of the pod runs nor will run any more
   */
  static String of(Pod pod, Map<String, ? extends JsonNode> statuses, boolean ended) {
    for (Container init : PodContainers.init(pod)) {
      if (PodContainers.isSidecar(pod, init)) {
        continue;
      }
      JsonNode end = end(statuses.get(init.getName()));
      if (end != null && exitCode(end) != 0 && !RestartRules.restarts(pod, init, exitCode(end))) {
        return "Failed";
      }
    }
    int started = 0;
    int stopped = 0;
    int succeeded = 0;
    int containers = pod.getSpec().getContainers().size();
    for (Container container : pod.getSpec().getContainers()) {
      JsonNode status = statuses.get(container.getName());
      JsonNode end = end(status);
      if (status.path("state").has("running")) {
        started++;
      } else if (end != null) {
        started++;
        stopped++;
        succeeded += exitCode(end) == 0 ? 1 : 0;
      }
    }
    if (ended) {
      return stopped == containers && succeeded == containers ? "Succeeded" : "Failed";
    }
    return started == containers || stopped > 0 ? "Running" : "Pending";
  }

  /** How a container ended that is not running: this time, or before it waits for its restart. */
  private static JsonNode end(JsonNode status) {
    JsonNode state = status.path("state");
    if (state.has("terminated")) {
      return state.get("terminated");
    }
    return state.has("waiting") ? status.path("lastState").get("terminated") : null;
  }

  private static int exitCode(JsonNode terminated) {
    return terminated.path("exitCode").asInt();
  }
}
