package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The cells of a Pod: one word for all that its containers are going through. */
final class PodCells {
  private final JsonNode pod;
  private final Instant now;
  private int ready;
  private int total;
  private final Restarts initial = new Restarts();
  private final Restarts lasting = new Restarts();
  private Restarts shown = initial;
  private String reason;
  private boolean initializing;

  private PodCells(JsonNode pod, Instant now) {
    this.pod = pod;
    this.now = now;
  }

  static List<Object> of(JsonNode pod, Instant now) {
    return new PodCells(pod, now).cells();
  }

  /** What a Pod's row says of it as a whole: that it has ended, and how; null if it has not. */
  static ArrayNode conditions(JsonNode pod) {
    String phase = Cells.text(pod, "/status/phase");
    String message =
        switch (phase) {
          case "Succeeded" -> "The pod has completed successfully.";
          case "Failed" -> "The pod failed.";
          default -> "";
        };
    if (message.isEmpty()) return null;
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    conditions
        .addObject()
        .put("type", "Completed")
        .put("status", "True")
        .put("reason", phase)
        .put("message", message);
    return conditions;
  }

  private List<Object> cells() {
    JsonNode status = pod.path("status");
    total = pod.at("/spec/containers").size();
    reason = Cells.text(status, "/phase");
    if (!Cells.text(status, "/reason").isEmpty()) reason = Cells.text(status, "/reason");
    for (JsonNode condition : status.path("conditions")) {
      if (Cells.text(condition, "/type").equals("PodScheduled")
          && Cells.text(condition, "/reason").equals("SchedulingGated")) {
        reason = "SchedulingGated";
      }
    }
    initContainers(status.path("initContainerStatuses"));
    if (!initializing || condition("Initialized")) containers(status.path("containerStatuses"));
    if (pod.path("metadata").has("deletionTimestamp")) {
      boolean lost = Cells.text(status, "/reason").equals("NodeLost");
      if (lost) {
        reason = "Unknown";
      } else if (!Set.of("Failed", "Succeeded").contains(Cells.text(status, "/phase"))) {
        reason = "Terminating";
      }
    }
    return List.of(
        Cells.name(pod),
        ready + "/" + total,
        reason,
        shown.text(now),
        Cells.age(pod, now),
        Cells.orNone(address(status)),
        Cells.orNone(pod, "/spec/nodeName"),
        Cells.orNone(status, "/nominatedNodeName"),
        gates(status));
  }

  private static String address(JsonNode status) {
    String first = Cells.text(status, "/podIPs/0/ip");
    return first.isEmpty() ? Cells.text(status, "/podIP") : first;
  }

  private Set<String> sidecars() {
    Set<String> names = new HashSet<>();
    for (JsonNode container : pod.at("/spec/initContainers")) {
      if (Cells.text(container, "/restartPolicy").equals("Always")) {
        names.add(Cells.text(container, "/name"));
        total++;
      }
    }
    return names;
  }

  private void initContainers(JsonNode statuses) {
    Set<String> sidecars = sidecars();
    int count = pod.at("/spec/initContainers").size();
    for (int i = 0; i < statuses.size() && !initializing; i++) {
      JsonNode status = statuses.get(i);
      boolean sidecar = sidecars.contains(Cells.text(status, "/name"));
      initial.count(status);
      if (sidecar) lasting.count(status);
      JsonNode state = status.path("state");
      JsonNode ended = state.path("terminated");
      if (!ended.isMissingNode() && ended.path("exitCode").asInt() == 0) continue;
      if (sidecar && status.path("started").asBoolean()) {
        if (status.path("ready").asBoolean()) ready++;
        continue;
      }
      String waiting = Cells.text(state, "/waiting/reason");
      if (!ended.isMissingNode()) {
        reason = "Init:" + ending(ended);
      } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
        reason = "Init:" + waiting;
      } else {
        reason = "Init:" + i + "/" + count;
      }
      initializing = true;
    }
  }

  /** Once a Pod is initialised, what its init containers went through counts no more. */
  private void containers(JsonNode statuses) {
    shown = lasting;
    boolean running = false;
    String failure = "";
    for (int i = statuses.size() - 1; i >= 0; i--) {
      JsonNode status = statuses.get(i);
      lasting.count(status);
      JsonNode state = status.path("state");
      String waiting = Cells.text(state, "/waiting/reason");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.has("terminated")) {
        reason = ending(state.path("terminated"));
        if (Cells.number(state, "/terminated/exitCode") != 0) failure = reason;
      } else if (status.path("ready").asBoolean() && state.has("running")) {
        running = true;
        ready++;
      }
    }
    if (!reason.equals("Completed")) return;
    if (running && condition("Ready")) reason = "Running";
    else if (!failure.isEmpty()) reason = failure;
    else if (running) reason = "NotReady";
  }

  private static String ending(JsonNode terminated) {
    String reason = Cells.text(terminated, "/reason");
    if (!reason.isEmpty()) return reason;
    long signal = Cells.number(terminated, "/signal");
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + Cells.number(terminated, "/exitCode");
  }

  private boolean condition(String type) {
    return Cells.each(pod.at("/status/conditions"))
        .anyMatch(
            condition ->
                Cells.text(condition, "/type").equals(type)
                    && Cells.text(condition, "/status").equals("True"));
  }

  private String gates(JsonNode status) {
    JsonNode gates = pod.at("/spec/readinessGates");
    if (gates.isEmpty()) return Cells.NONE;
    long passed =
        Cells.each(gates)
            .filter(
                gate ->
                    Cells.each(status.path("conditions"))
                        .anyMatch(
                            condition ->
                                condition.path("type").equals(gate.path("conditionType"))
                                    && Cells.text(condition, "/status").equals("True")))
            .count();
    return passed + "/" + gates.size();
  }

  /** How often containers were started again, and when the last of them had ended. */
  private static final class Restarts {
    private long count;
    private String last = "";

    void count(JsonNode status) {
      count += Cells.number(status, "/restartCount");
      String finished = Cells.text(status, "/lastState/terminated/finishedAt");
      if (finished.compareTo(last) > 0) last = finished;
    }

    String text(Instant now) {
      return count == 0 || last.isEmpty()
          ? Long.toString(count)
          : count + " (" + HumanDuration.since(last, now) + " ago)";
    }
  }
}
