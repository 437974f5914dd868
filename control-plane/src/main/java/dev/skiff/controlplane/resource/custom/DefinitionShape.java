package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_SELECTABLE = 8;
  private static final int LONGEST_WARNING = 256;

  /** What a schema may say at its root if the status is a resource of its own, as Go names it. */
  private static final List<String> BESIDE_STATUS =
      List.of(
          "Description",
          "Type",
          "Format",
          "Title",
          "Maximum",
          "ExclusiveMaximum",
          "Minimum",
          "ExclusiveMinimum",
          "MaxLength",
          "MinLength",
          "Pattern",
          "MaxItems",
          "MinItems",
          "UniqueItems",
          "MultipleOf",
          "Required",
          "Items",
          "Properties",
          "ExternalDocs",
          "Example",
          "XPreserveUnknownFields",
          "XValidations");

  private static final Set<String> NAMES_BESIDE_STATUS =
      BESIDE_STATUS.stream()
          .map(
              name ->
                  switch (name) {
                    case "XPreserveUnknownFields" -> "x-kubernetes-preserve-unknown-fields";
                    case "XValidations" -> "x-kubernetes-validations";
                    default -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
                  })
          .collect(Collectors.toUnmodifiableSet());

  /** These are looked at before the type is. */
  private static final List<String> BEFORE_TYPE = List.of("id", "$schema", "$ref");

  private final JsonNode versions;
  private final JsonNode before;
  private final FieldErrors errors;

  private DefinitionShape(JsonNode versions, JsonNode before, FieldErrors errors) {
    this.versions = versions;
    this.before = before;
    this.errors = errors;
  }

  /**
   * Checks them.
   *
   * @param versions the field {@code spec.versions}
   * @param before what it was; missing on create
   */
  public static void check(JsonNode versions, JsonNode before, FieldErrors errors) {
    new DefinitionShape(versions, before, errors).check();
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
    if (versions.isEmpty()) return;
    if (allSay(name)) {
      part.check(shared, versions.get(0).path(name), versions);
      return;
    }
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      part.check("spec.versions[" + i + "]." + name, version.path(name), List.of(version));
    }
  }

  private boolean allSay(String name) {
    for (JsonNode version : versions) {
      if (!version.path(name).equals(versions.get(0).path(name))) return false;
    }
    return true;
  }

  private void deprecation(String field, JsonNode version) {
    JsonNode warning = version.path("deprecationWarning");
    if (!warning.isTextual()) return;
    for (String wrong : wrong(warning.textValue(), version.path("deprecated").asBoolean())) {
      // Upstream's texts that may be missing are shown as in JSON, not as in Go.
      JsonNode shown = JSON.rawValueNode(new RawValue(warning.toString()));
      errors.invalid(field + ".deprecationWarning", shown, wrong);
    }
  }

  private static List<String> wrong(String warning, boolean deprecated) {
    if (!deprecated) return List.of("can only be set for deprecated versions");
    List<String> wrong = new ArrayList<>();
    if (GoText.bytes(warning) > LONGEST_WARNING) {
      wrong.add("must be <= " + LONGEST_WARNING + " characters long");
    }
    if (warning.isEmpty()) wrong.add("must not be an empty string");
    int at = 0;
    while (at < warning.length() && GoText.isPrint(warning.codePointAt(at))) {
      at += Character.charCount(warning.codePointAt(at));
    }
    if (at < warning.length()) {
      wrong.add(
          "must only contain printable UTF-8 characters; non-printable character found at index "
              + GoText.bytes(warning.substring(0, at)));
    }
    return wrong;
  }

  private void schema(String field, JsonNode schema, Iterable<JsonNode> of) {
    JsonNode root = schema.path("openAPIV3Schema");
    if (!root.isObject()) return;
    String at = field + ".openAPIV3Schema";
    for (JsonNode version : of) {
      if (!version.path("subresources").has("status")) continue;
      besideStatus(at, root);
      break;
    }
    if (root.path("nullable").asBoolean()) {
      errors.forbidden(at + ".nullable", "nullable cannot be true at the root");
    }
    Optional<List<String>> malformed = new StructuralRules(errors).root(at, root);
    if (malformed.isEmpty()) return;
    DefinitionRules.check(at, of.iterator().next(), before, malformed.get(), errors);
  }

  /** Whether what is said of the status alone is enough to check it. */
  private void besideStatus(String field, JsonNode root) {
    List<String> other =
        root.properties().stream()
            .filter(said -> isSaid(said.getValue()))
            .map(Map.Entry::getKey)
            .filter(name -> !NAMES_BESIDE_STATUS.contains(name))
            .toList();
    String type = root.path("type").asText("");
    boolean early = other.stream().anyMatch(BEFORE_TYPE::contains);
    if (!early && !type.isEmpty() && !type.equals("object")) {
      errors.invalid(
          field + ".type",
          type,
          "only \"object\" is allowed as the type at the root of the schema if the status"
              + " subresource is enabled");
    } else if (!other.isEmpty()) {
      errors.invalid(
          field,
          root,
          "only ["
              + String.join(" ", BESIDE_STATUS)
              + "] fields are allowed at the root of the schema if the status subresource is"
              + " enabled");
    }
  }

  private static boolean isSaid(JsonNode value) {
    if (value.isBoolean()) return value.booleanValue();
    boolean empty = value.isTextual() && value.textValue().isEmpty();
    return !value.isNull() && !empty;
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
    if (fields.isEmpty()) return;
    boolean shared = field.equals("spec.selectableFields");
    JsonNode schema = of.iterator().next().path("schema").path("openAPIV3Schema");
    if (shared != allSay("schema") || !schema.isObject()) {
      String where =
          shared
              ? "may only be set when validations.schema is included"
              : "may only be set when `version.schema.openAPIV3Schema` is not included";
      errors.invalid(field, "", where);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String path = fields.get(i).path("jsonPath").asText("");
      String at = field + "[" + i + "].jsonPath";
      if (path.isEmpty()) {
        errors.required(at);
        continue;
      }
      try {
        selectable(at, path, SelectablePath.of(path, schema), seen);
      } catch (SelectablePath.Malformed wrong) {
        errors.invalid(at, path, "is an invalid path: " + wrong.getMessage());
      }
    }
    if (seen.size() > MOST_SELECTABLE) errors.tooMany(field, seen.size(), MOST_SELECTABLE);
  }

  private void selectable(String at, String path, SelectablePath found, Set<String> seen) {
    if (found.ofMetadata()) {
      errors.invalid(at, path, "must not point to fields in metadata");
    }
    if (!SELECTABLE.contains(found.type())) {
      errors.invalid(
          at,
          path,
          "must point to a field of type string, boolean or integer. Enum string fields and"
              + " strings with formats are allowed.");
    }
    if (!seen.add(found.normal())) errors.duplicate(at, path);
  }

  /** Checks {@code spec.names}, of which some must be there. */
  public static void names(JsonNode names, FieldErrors errors) {
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(name).asText("").isEmpty()) errors.required("spec.names." + name);
    }
    names("spec.names", names, errors);
  }

  /** Checks those names that are there. */
  public static void names(String field, JsonNode names, FieldErrors errors) {
    for (String name : List.of("plural", "singular")) {
      label(field + "." + name, names.path(name).asText(""), "", errors);
    }
    for (String name : List.of("kind", "listKind")) {
      String mixed = "may have mixed case, but should otherwise match: ";
      label(field + "." + name, names.path(name).asText(""), mixed, errors);
    }
    for (String list : List.of("shortNames", "categories")) {
      for (int i = 0; i < names.path(list).size(); i++) {
        String text = names.path(list).get(i).asText("");
        String at = field + "." + list + "[" + i + "]";
        List<String> wrong = Names.label1035(text);
        if (!wrong.isEmpty()) errors.invalid(at, text, String.join(",", wrong));
      }
    }
    JsonNode kind = names.path("kind");
    if (!kind.asText("").isEmpty() && kind.equals(names.path("listKind"))) {
      errors.invalid(field + ".listKind", kind, "kind and listKind may not be the same");
    }
  }

  /**
   * @param mixed what is said before if capital letters are tolerated; else empty
   */
  private static void label(String field, String text, String mixed, FieldErrors errors) {
    if (text.isEmpty()) return;
    List<String> wrong = Names.label1035(mixed.isEmpty() ? text : text.toLowerCase(Locale.ROOT));
    if (!wrong.isEmpty()) errors.invalid(field, text, mixed + String.join(",", wrong));
  }
}
