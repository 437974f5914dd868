package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that an applied configuration has the shape of its type: only fields that exist, values of
 * the right kind, no two elements of one name. Messages are upstream's, Go notation included.
 */
final class ConfigurationCheck {
  private final List<String> errors = new ArrayList<>();

  private ConfigurationCheck() {}

  /**
   * @throws StructureException with all that is wrong
   */
  static void check(Schema schema, JsonNode configuration) {
    ConfigurationCheck check = new ConfigurationCheck();
    check.map(schema, configuration, "");
    if (check.errors.isEmpty()) return;
    if (check.errors.size() == 1) throw new StructureException(check.errors.getFirst());
    throw new StructureException("errors:\n  " + String.join("\n  ", check.errors));
  }

  private void value(Schema schema, JsonNode value, String path) {
    if (schema == null || value.isNull()) return;
    if (schema.items() != null) {
      if (value.isArray()) list(schema, value, path);
      else add(path, "expected list, got " + GoNotation.plain(value));
    } else if (isMap(schema)) {
      if (value.isObject()) map(schema, value, path);
      else add(path, "expected map, got " + GoNotation.plain(value));
    } else {
      scalar(schema, value, path);
    }
  }

  private static boolean isMap(Schema schema) {
    return schema.type().equals("object")
        || !schema.properties().isEmpty()
        || schema.additionalProperties() != null;
  }

  private void map(Schema schema, JsonNode map, String path) {
    boolean open = schema.preserveUnknownFields() || schema.properties().isEmpty();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      Schema of = schema.property(field.getKey());
      String at = path + "." + field.getKey();
      if (of == null && !open) {
        add(at, "field not declared in schema");
        return;
      }
      value(of, field.getValue(), at);
    }
  }

  private void list(Schema schema, JsonNode list, String path) {
    boolean named = Structure.kind(schema, list) == Structure.Kind.LIST;
    Set<PathElement> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String step = "[" + i + "]";
      if (named) {
        PathElement element;
        try {
          element = Structure.element(schema, list.get(i));
        } catch (StructureException nameless) {
          add(path, "element " + i + ": " + nameless.getMessage());
          return;
        }
        if (!seen.add(element)) add(path, "duplicate entries for key " + element);
        step = element.toString();
      }
      value(schema.items(), list.get(i), path + step);
    }
  }

  private void scalar(Schema schema, JsonNode value, String path) {
    String format = schema.format();
    switch (schema.type()) {
      case "integer", "number" -> {
        if (!value.isNumber()) {
          add(path, "expected numeric (int or float), got " + GoNotation.type(value));
        }
      }
      case "boolean" -> {
        if (!value.isBoolean()) add(path, "expected boolean, got " + GoNotation.plain(value));
      }
      case "string" -> {
        boolean text = format.isEmpty() || format.equals("byte");
        if (text && !value.isTextual()) {
          add(path, "expected string, got " + GoNotation.detailed(value));
        } else if (value.isContainerNode()) {
          add(path, "expected any scalar, got " + GoNotation.plain(value));
        }
      }
      default -> {
        boolean anything = schema.preserveUnknownFields();
        if (!anything && value.isContainerNode()) {
          add(path, "expected any scalar, got " + GoNotation.plain(value));
        }
      }
    }
  }

  private void add(String path, String message) {
    errors.add(path.isEmpty() ? message : path + ": " + message);
  }
}
