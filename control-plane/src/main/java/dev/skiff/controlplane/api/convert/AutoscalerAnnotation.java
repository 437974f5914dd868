package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Structs that an autoscaler's annotations hold as JSON: written in the very bytes of Go's encoder,
 * since clients compare annotations; read as Go does it, which drops unknown fields and refuses
 * values of another type.
 */
final class AutoscalerAnnotation {
  private enum Kind {
    TEXT,
    NUMBER,
    QUANTITY,
    STRUCT,
    STRUCTS,
    TEXTS,
    MAP
  }

  private record Field(String name, Kind kind) {}

  /** Of all structs that are written so; each has its fields in this order. */
  private static final List<Field> FIELDS =
      List.of(
          new Field("type", Kind.TEXT),
          new Field("status", Kind.TEXT),
          new Field("lastTransitionTime", Kind.TEXT),
          new Field("reason", Kind.TEXT),
          new Field("message", Kind.TEXT),
          new Field("object", Kind.STRUCT),
          new Field("pods", Kind.STRUCT),
          new Field("resource", Kind.STRUCT),
          new Field("containerResource", Kind.STRUCT),
          new Field("external", Kind.STRUCT),
          new Field("target", Kind.STRUCT),
          new Field("kind", Kind.TEXT),
          new Field("name", Kind.TEXT),
          new Field("apiVersion", Kind.TEXT),
          new Field("metricName", Kind.TEXT),
          new Field("metricSelector", Kind.STRUCT),
          new Field("targetValue", Kind.QUANTITY),
          new Field("currentValue", Kind.QUANTITY),
          new Field("targetAverageUtilization", Kind.NUMBER),
          new Field("currentAverageUtilization", Kind.NUMBER),
          new Field("targetAverageValue", Kind.QUANTITY),
          new Field("currentAverageValue", Kind.QUANTITY),
          new Field("container", Kind.TEXT),
          new Field("selector", Kind.STRUCT),
          new Field("averageValue", Kind.QUANTITY),
          new Field("matchLabels", Kind.MAP),
          new Field("matchExpressions", Kind.STRUCTS),
          new Field("key", Kind.TEXT),
          new Field("operator", Kind.TEXT),
          new Field("values", Kind.TEXTS),
          new Field("scaleUp", Kind.STRUCT),
          new Field("scaleDown", Kind.STRUCT),
          new Field("stabilizationWindowSeconds", Kind.NUMBER),
          new Field("selectPolicy", Kind.TEXT),
          new Field("policies", Kind.STRUCTS),
          new Field("tolerance", Kind.QUANTITY),
          new Field("value", Kind.NUMBER),
          new Field("periodSeconds", Kind.NUMBER));

  private AutoscalerAnnotation() {}

  static String write(JsonNode value) {
    return ordered(value)
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  /** A list of structs; null if the text is missing, or none. */
  static ArrayNode list(JsonNode text) {
    return (ArrayNode) parsed(text, Kind.STRUCTS);
  }

  /** A struct; null if the text is missing, or none. */
  static ObjectNode struct(JsonNode text) {
    return (ObjectNode) parsed(text, Kind.STRUCT);
  }

  private static JsonNode parsed(JsonNode text, Kind kind) {
    if (text == null) return null;
    try {
      return read(UntrustedJson.tree(text.asText()), kind);
    } catch (JsonProcessingException | IllegalArgumentException notOurs) {
      return null;
    }
  }

  /**
   * @throws IllegalArgumentException if a value is of another type than its field
   */
  private static JsonNode read(JsonNode value, Kind kind) {
    require(
        switch (kind) {
          case TEXT -> value.isTextual();
          case NUMBER -> value.isIntegralNumber() && value.canConvertToInt();
          case QUANTITY -> value.isTextual() || value.isNumber();
          case STRUCT -> value.isObject();
          case STRUCTS -> value.isArray();
          case TEXTS -> value.isArray() && allTexts(value);
          case MAP -> value.isObject() && allTexts(value);
        });
    return switch (kind) {
      case QUANTITY -> JsonNodeFactory.instance.textNode(Quantity.parse(value.asText()).toString());
      case STRUCT -> fields((ObjectNode) value);
      case STRUCTS -> {
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : value) read.add(read(element, Kind.STRUCT));
        yield read;
      }
      default -> value;
    };
  }

  private static ObjectNode fields(ObjectNode value) {
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Field field = field(entry.getKey());
      if (field == null || entry.getValue().isNull()) continue;
      read.set(field.name(), read(entry.getValue(), field.kind()));
    }
    return read;
  }

  private static void require(boolean holds) {
    if (!holds) throw new IllegalArgumentException("of another type");
  }

  /** By its name in JSON or in Go: structs of the behaviour say nothing of JSON. */
  private static Field field(String name) {
    for (Field field : FIELDS) if (field.name().equalsIgnoreCase(name)) return field;
    return null;
  }

  private static JsonNode ordered(JsonNode value) {
    if (value instanceof ArrayNode list) {
      ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : list) ordered.add(ordered(element));
      return ordered;
    }
    if (!value.isObject()) return value;
    return sorted(value, Comparator.comparingInt(field -> position(field.getKey())));
  }

  private static ObjectNode sorted(JsonNode value, Comparator<Map.Entry<String, JsonNode>> order) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(value.properties());
    fields.sort(order);
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : fields) {
      boolean map = field.getKey().equals("matchLabels");
      sorted.set(
          field.getKey(),
          map ? sorted(field.getValue(), Map.Entry.comparingByKey()) : ordered(field.getValue()));
    }
    return sorted;
  }

  private static int position(String name) {
    return FIELDS.indexOf(field(name));
  }

  private static boolean allTexts(JsonNode values) {
    for (JsonNode value : values) if (!value.isTextual()) return false;
    return true;
  }

  /** A field's name in Go. */
  static String capital(String field) {
    return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
  }
}
