package dev.skiff.agent.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Node's conditions, each with the moment at which it changed last. */
final class NodeConditions {

  private final Map<String, Condition> conditions = new LinkedHashMap<>();

  /** Takes the present state; returns whether anything but the time is different from before. */
  boolean observe(NodePressure pressure, NodeRuntime runtime) {
    boolean memoryLow = pressure.memory();
    boolean changed =
        set(
            "MemoryPressure",
            memoryLow,
            memoryLow ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
            memoryLow
                ? "kubelet has insufficient memory available"
                : "kubelet has sufficient memory available");
    boolean diskLow = pressure.disk();
    changed |=
        set(
            "DiskPressure",
            diskLow,
            diskLow ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
            diskLow ? "kubelet has disk pressure" : "kubelet has no disk pressure");
    changed |=
        set(
            "PIDPressure",
            false,
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available");
    String problem = runtime.problem();
    changed |=
        set(
            "Ready",
            problem.isEmpty(),
            problem.isEmpty() ? "KubeletReady" : "KubeletNotReady",
            problem.isEmpty() ? "kubelet is posting ready status" : problem);
    return changed;
  }

  boolean isReady() {
    Condition ready = conditions.get("Ready");
    return ready != null && ready.status();
  }

  /** Why the node is not ready, or that it is. */
  String message() {
    return conditions.get("Ready").message();
  }

  ArrayNode toJson(Instant now) {
    ArrayNode array = Json.mapper().createArrayNode();
    conditions.forEach(
        (type, condition) -> {
          ObjectNode object = array.addObject();
          object.put("type", type);
          object.put("status", condition.status() ? "True" : "False");
          object.put("reason", condition.reason());
          object.put("message", condition.message());
          object.put("lastHeartbeatTime", time(now));
          object.put("lastTransitionTime", time(condition.since()));
        });
    return array;
  }

  private boolean set(String type, boolean status, String reason, String message) {
    Condition before = conditions.get(type);
    boolean flipped = before == null || before.status() != status;
    conditions.put(
        type, new Condition(status, reason, message, flipped ? Instant.now() : before.since()));
    return flipped || !before.message().equals(message);
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private record Condition(boolean status, String reason, String message, Instant since) {}
}
