package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
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
  private long restarts;
  private String lastRestart = "";
  private String reason;
  private boolean initializing;

  private PodCells(JsonNode pod, Instant now) {
    this.pod = pod;
    this.now = now;
  }

  static List<Object> of(JsonNode pod, Instant now) {
    return new PodCells(pod, now).cells();
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
    if (!initializing) containers(status.path("containerStatuses"));
    if (pod.path("metadata").has("deletionTimestamp")) {
      boolean lost = Cells.text(status, "/reason").equals("NodeLost");
      if (lost) {
        reason = "Unknown";
      } else if (!Set.of("Failed", "Succeeded").contains(Cells.text(status, "/phase"))) {
        reason = "Terminating";
      }
    }
    String restarted =
        restarts != 0 && !lastRestart.isEmpty()
            ? restarts + " (" + HumanDuration.since(lastRestart, now) + " ago)"
            : Long.toString(restarts);
    return List.of(
        Cells.name(pod),
        ready + "/" + total,
        reason,
        restarted,
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
    for (int i = 0; i < statuses.size(); i++) {
      JsonNode status = statuses.get(i);
      boolean sidecar = sidecars.contains(Cells.text(status, "/name"));
      countRestarts(status);
      if (initializing) continue;
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

  private void containers(JsonNode statuses) {
    boolean running = false;
    for (int i = statuses.size() - 1; i >= 0; i--) {
      JsonNode status = statuses.get(i);
      countRestarts(status);
      JsonNode state = status.path("state");
      String waiting = Cells.text(state, "/waiting/reason");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.has("terminated")) {
        reason = ending(state.path("terminated"));
      } else if (status.path("ready").asBoolean() && state.has("running")) {
        running = true;
        ready++;
      }
    }
    if (reason.equals("Completed") && running) reason = readyCondition() ? "Running" : "NotReady";
  }

  private static String ending(JsonNode terminated) {
    String reason = Cells.text(terminated, "/reason");
    if (!reason.isEmpty()) return reason;
    long signal = Cells.number(terminated, "/signal");
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + Cells.number(terminated, "/exitCode");
  }

  private void countRestarts(JsonNode status) {
    restarts += Cells.number(status, "/restartCount");
    String finished = Cells.text(status, "/lastState/terminated/finishedAt");
    if (finished.compareTo(lastRestart) > 0) lastRestart = finished;
  }

  private boolean readyCondition() {
    return Cells.each(pod.at("/status/conditions"))
        .anyMatch(
            condition ->
                Cells.text(condition, "/type").equals("Ready")
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
}
