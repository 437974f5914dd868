package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the versions of a CustomResourceDefinition say about its objects. What all of them say alike
 * upstream sees once, where definitions had it before they had versions.
 */
public final class DefinitionShape {
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final Set<String> SELECTABLE = Set.of("string", "boolean", "integer");
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");

  private final JsonNode versions;
  private final FieldErrors errors;

  private DefinitionShape(JsonNode versions, FieldErrors errors) {
    this.versions = versions;
    this.errors = errors;
  }

  /**
   * Checks them.
   *
   * @param versions the field {@code spec.versions}
   */
  public static void check(JsonNode versions, FieldErrors errors) {
    new DefinitionShape(versions, errors).check();
  }

  private interface Part {
    /**
     * @param of the versions that say it
     */
    void check(String field, JsonNode part, Iterable<JsonNode> of);
  }

  private void check() {
    for (int i = 0; i < versions.size(); i++)
      deprecation("spec.versions[" + i + "]", versions.get(i));
    each("schema", "spec.validation", this::schema);
    each("subresources", "spec.subresources", (field, part, of) -> subresources(field, part));
    each(
        "additionalPrinterColumns",
        "spec.additionalPrinterColumns",
        (field, part, of) -> columns(field, part));
    each("selectableFields", "spec.selectableFields", this::selectable);
  }

  private void each(String name, String shared, Part part) {
    boolean same = true;
    for (JsonNode version : versions) {
      same &= version.path(name).equals(versions.get(0).path(name));
    }
    if (same) {
      if (!versions.isEmpty()) part.check(shared, versions.get(0).path(name), versions);
      return;
    }
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      part.check("spec.versions[" + i + "]." + name, version.path(name), List.of(version));
    }
  }

  private void deprecation(String field, JsonNode version) {
    JsonNode warning = version.path("deprecationWarning");
    if (!warning.isTextual() || version.path("deprecated").asBoolean()) return;
    errors.invalid(
        field + ".deprecationWarning", warning, "can only be set for deprecated versions");
  }

  private void schema(String field, JsonNode schema, Iterable<JsonNode> of) {
    JsonNode root = schema.path("openAPIV3Schema");
    if (!root.isObject()) return;
    String type = root.path("type").asText("");
    for (JsonNode version : of) {
      if (!version.path("subresources").has("status")) continue;
      if (type.isEmpty() || type.equals("object")) break;
      errors.invalid(
          field + ".openAPIV3Schema.type",
          type,
          "only \"object\" is allowed as the type at the root of the schema if the status"
              + " subresource is enabled");
      break;
    }
    new StructuralRules(errors).root(field + ".openAPIV3Schema", root);
  }

  private void subresources(String field, JsonNode subresources) {
    JsonNode scale = subresources.path("scale");
    if (!scale.isObject()) return;
    path(field + ".scale.specReplicasPath", scale.path("specReplicasPath"), ".spec.");
    path(field + ".scale.statusReplicasPath", scale.path("statusReplicasPath"), ".status.");
    String selector = scale.path("labelSelectorPath").asText("");
    String at = field + ".scale.labelSelectorPath";
    if (selector.isEmpty()) return;
    if (!simple(selector)) {
      errors.invalid(at, selector, "must be a simple json path starting with .");
    } else if (!selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
      errors.invalid(at, selector, "should be a json path under either .spec or .status");
    }
  }

  private void path(String field, JsonNode path, String below) {
    String text = path.asText("");
    if (text.isEmpty()) {
      errors.required(field);
    } else if (!simple(text)) {
      errors.invalid(field, text, "must be a simple json path starting with .");
    } else if (!text.startsWith(below)) {
      errors.invalid(
          field, text, "should be a json path under " + below.substring(0, below.length() - 1));
    }
  }

  /** Whether a path of JSON is one of plain fields. */
  private static boolean simple(String path) {
    return path.startsWith(".");
  }

  private void columns(String field, JsonNode columns) {
    for (int i = 0; i < columns.size(); i++) {
      JsonNode column = columns.get(i);
      String at = field + "[" + i + "]";
      if (column.path("name").asText("").isEmpty()) errors.required(at + ".name");
      String type = column.path("type").asText("");
      if (type.isEmpty()) {
        errors.required(at + ".type", "must be one of " + String.join(",", COLUMN_TYPES));
      } else if (!COLUMN_TYPES.contains(type)) {
        errors.invalid(at + ".type", type, "must be one of " + String.join(",", COLUMN_TYPES));
      }
      String format = column.path("format").asText("");
      if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
        errors.invalid(
            at + ".format", format, "must be one of " + String.join(",", COLUMN_FORMATS));
      }
      String path = column.path("jsonPath").asText("");
      if (path.isEmpty()) {
        errors.required(at + ".JSONPath");
      } else if (!simple(path)) {
        errors.invalid(at + ".JSONPath", path, "must be a simple json path starting with .");
      }
    }
  }

  private void selectable(String field, JsonNode fields, Iterable<JsonNode> of) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String path = fields.get(i).path("jsonPath").asText("");
      String at = field + "[" + i + "].jsonPath";
      if (path.isEmpty()) {
        errors.required(at);
        continue;
      }
      if (path.contains("[")) {
        errors.invalid(at, path, "is an invalid path: array notation is not allowed");
        continue;
      }
      Set<String> types = types(path, of);
      if (types.isEmpty()) {
        errors.invalid(at, path, "is an invalid path: does not refer to a valid field");
        continue;
      }
      if (!SELECTABLE.containsAll(types)) {
        errors.invalid(
            at,
            path,
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (!seen.add(path)) errors.duplicate(at, path);
    }
  }

  /** The types that a field has in some versions; none if a version has no such field. */
  private static Set<String> types(String path, Iterable<JsonNode> versions) {
    Set<String> types = new HashSet<>();
    for (JsonNode version : versions) {
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      for (String name : path.substring(1).split("\\.")) {
        schema = schema.path("properties").path(name);
      }
      if (schema.isMissingNode()) return Set.of();
      types.add(schema.path("type").asText(""));
    }
    return types;
  }

  /** Checks {@code spec.names}. */
  public static void names(JsonNode names, FieldErrors errors) {
    for (String name : List.of("plural", "singular")) text(name, names.path(name), errors);
    for (String name : List.of("kind", "listKind")) {
      String text = names.path(name).asText("");
      if (text.isEmpty()) {
        errors.required("spec.names." + name);
        continue;
      }
      Names.label1035(text.toLowerCase())
          .forEach(
              wrong ->
                  errors.invalid(
                      "spec.names." + name,
                      text,
                      "may have mixed case, but should otherwise match: " + wrong));
    }
    for (String list : List.of("shortNames", "categories")) {
      for (int i = 0; i < names.path(list).size(); i++) {
        String text = names.path(list).get(i).asText("");
        String field = "spec.names." + list + "[" + i + "]";
        Names.label1035(text).forEach(wrong -> errors.invalid(field, text, wrong));
      }
    }
    if (!names.path("kind").asText("").isEmpty()
        && names.path("kind").equals(names.path("listKind"))) {
      errors.invalid(
          "spec.names.listKind", names.path("listKind"), "kind and listKind may not be the same");
    }
  }

  private static void text(String name, JsonNode value, FieldErrors errors) {
    String text = value.asText("");
    if (text.isEmpty()) {
      errors.required("spec.names." + name);
      return;
    }
    Names.label1035(text).forEach(wrong -> errors.invalid("spec.names." + name, text, wrong));
  }
}
