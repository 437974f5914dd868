package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What an autoscaler measures and aims at: {@code cpu: 35%/80%}. */
final class AutoscalerTargets {
  private static final int MOST_SHOWN = 2;

  private AutoscalerTargets() {}

  static String of(JsonNode autoscaler) {
    List<String> shown = new ArrayList<>();
    JsonNode metrics = autoscaler.at("/spec/metrics");
    for (int i = 0; i < metrics.size(); i++) {
      shown.add(metric(metrics.get(i), autoscaler.at("/status/currentMetrics").path(i)));
    }
    JsonNode simple = autoscaler.at("/spec/targetCPUUtilizationPercentage");
    if (simple.isNumber()) {
      String now = autoscaler.at("/status/currentCPUUtilizationPercentage").asText("<unknown>");
      shown.add(
          "cpu: " + (now.equals("<unknown>") ? now : now + "%") + "/" + simple.asText() + "%");
    }
    if (shown.isEmpty()) return Cells.NONE;
    if (shown.size() <= MOST_SHOWN) return String.join(", ", shown);
    return String.join(", ", shown.subList(0, MOST_SHOWN))
        + " + "
        + (shown.size() - MOST_SHOWN)
        + " more...";
  }

  private static String metric(JsonNode spec, JsonNode current) {
    String type = Cells.text(spec, "/type");
    String field = type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    JsonNode wanted = spec.path(field).path("target");
    JsonNode measured = current.path(field).path("current");
    String name = Cells.text(spec, "/" + field + "/name");
    String prefix = name.isEmpty() ? "" : name + ": ";
    if (wanted.path("averageUtilization").isNumber()) {
      String now = measured.path("averageUtilization").asText("");
      String percent = now.isEmpty() ? "<unknown>" : now + "%";
      return prefix + percent + "/" + wanted.path("averageUtilization").asText() + "%";
    }
    boolean average = wanted.has("averageValue");
    String value = average ? "averageValue" : "value";
    String now = measured.path(value).asText("<unknown>");
    return prefix + now + "/" + wanted.path(value).asText("") + (average ? " (avg)" : "");
  }
}
