package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** JSON inside of an annotation, in the very bytes of Go's encoder: clients compare annotations. */
final class GoText {
  /** Of all structs that are written so; each has its fields in this order. */
  private static final List<String> FIELDS =
      List.of(
          "type",
          "status",
          "lastTransitionTime",
          "reason",
          "message",
          "object",
          "pods",
          "resource",
          "containerResource",
          "external",
          "target",
          "kind",
          "name",
          "apiVersion",
          "metricName",
          "metricSelector",
          "targetValue",
          "currentValue",
          "targetAverageUtilization",
          "currentAverageUtilization",
          "targetAverageValue",
          "currentAverageValue",
          "container",
          "selector",
          "averageValue",
          "matchLabels",
          "matchExpressions",
          "key",
          "operator",
          "values",
          "ScaleUp",
          "ScaleDown",
          "StabilizationWindowSeconds",
          "SelectPolicy",
          "Policies",
          "Tolerance",
          "Type",
          "Value",
          "PeriodSeconds");

  private static final String MAP = "matchLabels";

  private GoText() {}

  static String of(JsonNode value) {
    return ordered(value, false)
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  private static JsonNode ordered(JsonNode value, boolean map) {
    if (value instanceof ArrayNode list) {
      ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : list) ordered.add(ordered(element, false));
      return ordered;
    }
    if (!value.isObject()) return value;
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(value.properties());
    Comparator<Map.Entry<String, JsonNode>> byName = Map.Entry.comparingByKey();
    fields.sort(map ? byName : Comparator.comparingInt(field -> FIELDS.indexOf(field.getKey())));
    ObjectNode ordered = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : fields) {
      ordered.set(field.getKey(), ordered(field.getValue(), field.getKey().equals(MAP)));
    }
    return ordered;
  }
}
