package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cells of custom resources, found by the simple JSON paths that definitions may use: fields,
 * quoted fields, indices, {@code [*]} and filters {@code [?(@.type=="Ready")]}.
 */
final class JsonPathCells {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z0-9_$-]+(?:\\\\\\.[A-Za-z0-9_/-]+)*)"
              + "|\\[['\"]([^'\"]+)['\"]]"
              + "|\\[(\\d+)]"
              + "|(\\[\\*]|\\.\\*)"
              + "|\\[\\?\\(@\\.([A-Za-z0-9_.-]+)\\s*==\\s*['\"]?([^'\")]*)['\"]?\\)]");

  private JsonPathCells() {}

  static JsonNode cell(ResourceType.PrinterColumn column, JsonNode object, Instant now) {
    List<JsonNode> found = find(column.jsonPath(), object);
    if (found.isEmpty()) return JsonNodeFactory.instance.nullNode();
    JsonNode value = found.getFirst();
    return switch (column.type()) {
      case "integer" ->
          value.isNumber()
              ? JsonNodeFactory.instance.numberNode(value.longValue())
              : JsonNodeFactory.instance.nullNode();
      case "number", "boolean" -> value.isValueNode() ? value : text(value.toString());
      case "date" -> text(HumanDuration.since(value.asText(""), now));
      default ->
          found.size() == 1
              ? text(value.isValueNode() ? value.asText() : value.toString())
              : text(String.join(",", found.stream().map(JsonNode::asText).toList()));
    };
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  /** All values at a path; none if the path is not understood or leads nowhere. */
  static List<JsonNode> find(String path, JsonNode object) {
    List<JsonNode> values = List.of(object);
    Matcher step = STEP.matcher(path);
    int at = 0;
    while (at < path.length()) {
      if (!step.find(at) || step.start() != at) return List.of();
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode value : values) follow(step, value, next);
      values = next;
      at = step.end();
    }
    return values;
  }

  private static void follow(Matcher step, JsonNode value, List<JsonNode> next) {
    if (step.group(1) != null) {
      add(value.path(step.group(1).replace("\\.", ".")), next);
    } else if (step.group(2) != null) {
      add(value.path(step.group(2)), next);
    } else if (step.group(3) != null) {
      add(value.path(Integer.parseInt(step.group(3))), next);
    } else if (step.group(4) != null) {
      value.forEach(next::add);
    } else {
      String pointer = "/" + step.group(5).replace('.', '/');
      for (JsonNode element : value) {
        if (element.at(pointer).asText("").equals(step.group(6))) next.add(element);
      }
    }
  }

  private static void add(JsonNode value, List<JsonNode> next) {
    if (!value.isMissingNode() && !value.isNull()) next.add(value);
  }
}
