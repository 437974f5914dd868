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
    String field =
        switch (Cells.text(spec, "/type")) {
          case "External" -> "external";
          case "Pods" -> "pods";
          case "Object" -> "object";
          case "Resource" -> "resource";
          case "ContainerResource" -> "containerResource";
          default -> "";
        };
    if (field.isEmpty()) return "<unknown type>";
    JsonNode wanted = spec.path(field).path("target");
    JsonNode measured = current.path(field).path("current");
    String name = Cells.text(spec, "/" + field + "/name");
    if (!name.isEmpty()) return name + ": " + resource(wanted, measured);
    boolean average = wanted.has("averageValue");
    String value = average ? "averageValue" : "value";
    String now = measured.path(value).asText("<unknown>");
    boolean pods = field.equals("pods");
    return now + "/" + wanted.path(value).asText("") + (average && !pods ? " (avg)" : "");
  }

  private static String resource(JsonNode wanted, JsonNode measured) {
    if (wanted.has("averageValue")) {
      String now = measured.path("averageValue").asText("<unknown>");
      return now + "/" + wanted.path("averageValue").asText();
    }
    return percent(measured, "<unknown>") + "/" + percent(wanted, "<auto>");
  }

  private static String percent(JsonNode values, String unknown) {
    JsonNode percent = values.path("averageUtilization");
    return percent.isNumber() ? percent.asText() + "%" : unknown;
  }
}
