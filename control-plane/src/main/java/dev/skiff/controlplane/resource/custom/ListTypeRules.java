package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a schema may say about how lists and maps merge ({@code x-kubernetes-list-type} ...). */
final class ListTypeRules {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final List<String> LIST_TYPES = List.of("atomic", "set", "map");
  private static final List<String> MAP_TYPES = List.of("atomic", "granular");
  private static final Set<String> NO_SCALARS = Set.of("array", "object");
  private static final String IN_A_SET =
      "must be atomic as item of a list with x-kubernetes-list-type=set";

  private final FieldErrors errors;

  ListTypeRules(FieldErrors errors) {
    this.errors = errors;
  }

  void check(String field, JsonNode schema) {
    if (schema.has(MAP_TYPE)) {
      type(field, schema, "object", MAP_TYPE);
      supported(field, schema, MAP_TYPE, MAP_TYPES);
    }
    boolean keyed = !schema.path(KEYS).isEmpty();
    if (keyed && !schema.has(LIST_TYPE)) {
      errors.required(field + "." + LIST_TYPE, "must be map if " + KEYS + " is non-empty");
    }
    if (!schema.has(LIST_TYPE)) return;
    type(field, schema, "array", LIST_TYPE);
    supported(field, schema, LIST_TYPE, LIST_TYPES);
    String kind = schema.path(LIST_TYPE).asText("");
    if (keyed && !kind.equals("map")) {
      errors.invalid(
          field + "." + LIST_TYPE,
          schema.path(LIST_TYPE),
          "must be map if " + KEYS + " is non-empty");
    }
    JsonNode items = schema.path("items");
    if (kind.equals("set")) set(field, items);
    if (kind.equals("map")) map(field, schema, items);
    if (!kind.equals("atomic") && items.path("nullable").asBoolean()) {
      errors.forbidden(
          field + ".items.nullable", "cannot be nullable when " + LIST_TYPE + " is " + kind);
    }
  }

  private void type(String field, JsonNode schema, String type, String because) {
    String there = schema.path("type").asText("");
    String problem = "must be " + type + " if " + because + " is specified";
    if (there.isEmpty()) errors.required(field + ".type", problem);
    else if (!there.equals(type)) errors.invalid(field + ".type", there, problem);
  }

  private void supported(String field, JsonNode schema, String name, List<String> values) {
    String value = schema.path(name).asText("");
    if (!values.contains(value)) errors.unsupported(field + "." + name, value, values);
  }

  private void set(String field, JsonNode items) {
    String type = items.path("type").asText("");
    // Upstream shows the items' list type, whichever of the two is wrong.
    JsonNode shown = items.path(LIST_TYPE);
    if (shown.isMissingNode()) shown = JsonNodeFactory.instance.nullNode();
    if (type.equals("array") && !items.path(LIST_TYPE).asText("atomic").equals("atomic")) {
      errors.invalid(field + ".items." + LIST_TYPE, shown, IN_A_SET);
    } else if (type.equals("object") && !items.path(MAP_TYPE).asText("").equals("atomic")) {
      errors.invalid(field + ".items." + MAP_TYPE, shown, IN_A_SET);
    }
  }

  private void map(String field, JsonNode schema, JsonNode items) {
    JsonNode keys = schema.path(KEYS);
    if (keys.isEmpty()) {
      errors.required(field + "." + KEYS, "must not be empty if " + LIST_TYPE + " is map");
    }
    if (!items.isObject()) {
      errors.required(field + ".items", "must have a schema if " + LIST_TYPE + " is map");
      return;
    }
    JsonNode type = items.path("type");
    if (!type.asText("").equals("object")) {
      errors.invalid(
          field + ".items.type",
          type.asText(""),
          "must be object if parent array's " + LIST_TYPE + " is map");
    } else {
      keys(field, keys, items);
    }
    Set<String> required = new HashSet<>();
    for (JsonNode one : items.path("required")) required.add(one.asText(""));
    for (JsonNode key : keys) {
      JsonNode property = items.path("properties").path(key.asText(""));
      if (property.isMissingNode()) continue;
      String at = field + ".items.properties[" + key.asText("") + "]";
      String because = "this property is in " + KEYS + ", so it ";
      if (!required.contains(key.asText("")) && !property.has("default")) {
        errors.required(at + ".default", because + "must have a default or be a required property");
      }
      if (property.path("nullable").asBoolean()) {
        errors.forbidden(at + ".nullable", because + "cannot be nullable");
      }
    }
  }

  private void keys(String field, JsonNode keys, JsonNode items) {
    Set<String> seen = new HashSet<>();
    for (JsonNode key : keys) {
      String name = key.asText("");
      JsonNode property = items.path("properties").path(name);
      if (property.isMissingNode()) {
        errors.invalid(field + "." + KEYS, keys, "entries must all be names of item properties");
      } else if (NO_SCALARS.contains(property.path("type").asText(""))) {
        errors.invalid(
            field + ".items.properties[" + name + "].type",
            items.path("type"),
            "must be a scalar type if parent array's " + LIST_TYPE + " is map");
      }
      if (!seen.add(name)) {
        errors.invalid(field + "." + KEYS, keys, "must not contain duplicate entries");
      }
    }
  }
}
