package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conditions of a pod that the node decides. */
final class PodConditions {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Pod pod;
  private final Map<String, ObjectNode> statuses;
  private final String phase;
  private final JsonNode previous;
  private final Instant now;
  private final ArrayNode result = JSON.arrayNode();

  private PodConditions(
      Pod pod, Map<String, ObjectNode> statuses, String phase, JsonNode previous, Instant now) {
    this.pod = pod;
    this.statuses = statuses;
    this.phase = phase;
    this.previous = previous;
    this.now = now;
  }

  /**
   * The conditions.
   *
   * @param previous the conditions as they were, for the moments of their last transitions
   * @param sandboxReady whether the pod has a sandbox with a network
   */
  static ArrayNode of(
      Pod pod,
      Map<String, ObjectNode> statuses,
      String phase,
      boolean sandboxReady,
      JsonNode previous,
      Instant now) {
    PodConditions conditions = new PodConditions(pod, statuses, phase, previous, now);
    conditions.add("PodReadyToStartContainers", sandboxReady, null, null);
    conditions.initialized();
    conditions.ready();
    conditions.add("PodScheduled", true, null, null);
    return conditions.result;
  }

  /** A condition of a resize, which comes and goes as a whole. */
  static ObjectNode resize(ResizeCondition resize) {
    return JSON.objectNode()
        .put("type", resize.type())
        .put("status", "True")
        .put("reason", resize.reason())
        .put("message", resize.message())
        .put("lastProbeTime", Times.format(resize.since()))
        .put("lastTransitionTime", Times.format(resize.since()))
        .put("observedGeneration", resize.generation());
  }

  /** Tells controllers that the node has ended the pod. */
  static ObjectNode disruption(Pod pod, String message, JsonNode previous, Instant now) {
    PodConditions conditions = new PodConditions(pod, Map.of(), "", previous, now);
    conditions.add("DisruptionTarget", true, "TerminationByKubelet", message);
    return (ObjectNode) conditions.result.get(0);
  }

  private void initialized() {
    if (phase.equals("Succeeded")) {
      add("Initialized", true, "PodCompleted", null);
      return;
    }
    boolean started =
        pod.getSpec().getContainers().stream()
            .map(c -> statuses.get(c.getName()))
            .anyMatch(s -> s.has("containerID"));
    List<String> incomplete = new ArrayList<>();
    for (Container init : PodContainers.init(pod)) {
      ObjectNode status = statuses.get(init.getName());
      boolean complete =
          status.path(PodContainers.isSidecar(pod, init) ? "started" : "ready").asBoolean();
      if (!complete) {
        incomplete.add(init.getName());
      }
    }
    if (started || incomplete.isEmpty()) {
      add("Initialized", true, null, null);
    } else {
      add(
          "Initialized",
          false,
          "ContainersNotInitialized",
          "containers with incomplete status: " + list(incomplete));
    }
  }

  private void ready() {
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      String reason = phase.equals("Succeeded") ? "PodCompleted" : "PodFailed";
      add("Ready", false, reason, null);
      add("ContainersReady", false, reason, null);
      return;
    }
    List<String> unready = new ArrayList<>();
    for (Container container : PodContainers.all(pod)) {
      boolean counts =
          !PodContainers.isInit(pod, container) || PodContainers.isSidecar(pod, container);
      if (counts && !statuses.get(container.getName()).path("ready").asBoolean()) {
        unready.add(container.getName());
      }
    }
    if (!unready.isEmpty()) {
      String message = "containers with unready status: " + list(unready);
      add("Ready", false, "ContainersNotReady", message);
      add("ContainersReady", false, "ContainersNotReady", message);
      return;
    }
    List<String> closed = closedGates();
    if (closed.isEmpty()) {
      add("Ready", true, null, null);
    } else {
      add("Ready", false, "ReadinessGatesNotReady", String.join(", ", closed));
    }
    add("ContainersReady", true, null, null);
  }

  private List<String> closedGates() {
    List<String> messages = new ArrayList<>();
    List<PodReadinessGate> gates = pod.getSpec().getReadinessGates();
    for (PodReadinessGate gate : gates == null ? List.<PodReadinessGate>of() : gates) {
      String type = gate.getConditionType();
      PodCondition condition =
          pod.getStatus() == null || pod.getStatus().getConditions() == null
              ? null
              : pod.getStatus().getConditions().stream()
                  .filter(c -> c.getType().equals(type))
                  .findFirst()
                  .orElse(null);
      if (condition == null) {
        messages.add(
            "corresponding condition of pod readiness gate \"%s\" does not exist.".formatted(type));
      } else if (!"True".equals(condition.getStatus())) {
        messages.add(
            "the status of pod readiness gate \"%s\" is not \"True\", but %s"
                .formatted(type, condition.getStatus()));
      }
    }
    return messages;
  }

  private void add(String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    ObjectNode condition = result.addObject();
    condition.put("type", type);
    condition.put("status", status);
    // Explicit nulls remove what an earlier patch set.
    condition.put("reason", reason);
    condition.put("message", message);
    condition.putNull("lastProbeTime");
    condition.put("lastTransitionTime", transition(type, status));
    if (pod.getMetadata().getGeneration() != null) {
      condition.put("observedGeneration", pod.getMetadata().getGeneration());
    }
  }

  private String transition(String type, String status) {
    for (JsonNode old : previous) {
      if (old.path("type").asText().equals(type)
          && old.path("status").asText().equals(status)
          && old.hasNonNull("lastTransitionTime")) {
        return old.get("lastTransitionTime").asText();
      }
    }
    return Times.format(now);
  }

  /** As upstream prints a list: [a b]. */
  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
