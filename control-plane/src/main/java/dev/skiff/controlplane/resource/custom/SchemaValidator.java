package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.format.StringFormats;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks values against structural schemas, with upstream's messages. */
final class SchemaValidator {
  private static final Set<String> ROOT = Set.of("apiVersion", "kind", "metadata");

  private final FieldErrors errors;
  private final ValueLimits limits;

  /** Whether this is about one of several schemas, of which the nearest is told. */
  private final boolean branch;

  /** Whether lists and integers or texts are held to more than plain JSON Schema has. */
  private final boolean extended;

  /** How many checks there were, and how many of types went well; upstream counts them so. */
  private int checks;

  SchemaValidator(FieldErrors errors) {
    this(errors, false, true);
  }

  private SchemaValidator(FieldErrors errors, boolean branch, boolean extended) {
    this.errors = errors;
    this.branch = branch;
    this.extended = extended;
    limits = new ValueLimits(errors);
  }

  /**
   * Checks a whole object. Its metadata has rules of its own; definitions may limit names further.
   * A value that is as it was is tolerated, whatever is wrong with it.
   *
   * @param old the state before; null on create
   */
  void object(Schema schema, ObjectNode object, ObjectNode old) {
    branches("", schema, object, old);
    limits.check("", schema, object);
    limits.enumeration("", schema, object);
    required("", schema, object);
    for (var field : object.properties()) {
      String name = field.getKey();
      boolean envelope = ROOT.contains(name);
      Schema from = envelope ? schema.derived(Envelope.class, Envelope::of).limits : schema;
      Schema of = from.property(name);
      if (of == null) continue;
      boolean history = old != null && (!envelope || name.equals("metadata"));
      value(name, of, field.getValue(), history ? old.get(name) : null);
    }
  }

  /** What a definition says of fields that all objects have. */
  private record Envelope(Schema limits) {
    static Envelope of(Schema root) {
      ObjectNode limits = JsonNodeFactory.instance.objectNode();
      if (root.source() != null) {
        JsonNode properties = root.source().tree().path("properties");
        if (properties.isObject()) {
          limits.set("properties", ((ObjectNode) properties.deepCopy()).retain(ROOT));
        }
      }
      return new Envelope(DefinitionRules.READER.read(limits));
    }
  }

  /** Of defaults upstream asks no more than plain JSON Schema does. */
  static SchemaValidator ofDefault(FieldErrors errors) {
    return new SchemaValidator(errors, false, false);
  }

  /** Checks a value that stands for itself. */
  void value(Schema schema, JsonNode value) {
    check("", schema, value, null);
  }

  private void value(String path, Schema schema, JsonNode value, JsonNode old) {
    if (!value.equals(old)) {
      check(path, schema, value, old);
    } else if (branch) {
      checks += branch(path, schema, value, old).checks;
    }
  }

  private void check(String path, Schema schema, JsonNode value, JsonNode old) {
    if (type(path, schema, value)) checks++;
    limits.enumeration(path, schema, value);
    if (value.isNull()) return;
    boolean format = StringFormats.of(schema.format()) != null;
    boolean typed = format || !types(schema).isEmpty();
    // One for each sort of check that there is for such a value, two for some.
    checks += typed ? 5 : 4;
    branches(path, schema, value, old);
    limits.check(path, schema, value);
    switch (value.getNodeType()) {
      case STRING -> checks += format ? 2 : 1;
      case NUMBER -> checks += 2;
      case ARRAY -> {
        checks += 2;
        if (schema.items() != null) elements(path, schema, value, old);
      }
      case OBJECT -> {
        checks++;
        fields(path, schema, value, old);
      }
      default -> {}
    }
  }

  private void branches(String path, Schema schema, JsonNode value, JsonNode old) {
    Schema.Constraints of = schema.constraints();
    if (of == null) return;
    anyOf(path, of.anyOf(), value, old);
    oneOf(path, of.oneOf(), value, old);
    allOf(path, of.allOf(), value, old);
    if (of.not() != null && branch(path, of.not(), value, old).errors.isEmpty()) {
      composite(path, "must not validate the schema (not)");
    }
  }

  private void anyOf(String path, List<Schema> schemas, JsonNode value, JsonNode old) {
    SchemaValidator nearest = null;
    for (Schema schema : schemas) {
      SchemaValidator next = branch(path, schema, value, old);
      if (next.errors.isEmpty()) {
        add(next);
        return;
      }
      if (nearest == null || next.checks > nearest.checks) nearest = next;
    }
    if (nearest == null) return;
    composite(path, "must validate at least one schema (anyOf)");
    add(nearest);
  }

  private void oneOf(String path, List<Schema> schemas, JsonNode value, JsonNode old) {
    List<SchemaValidator> valid = new ArrayList<>();
    SchemaValidator nearest = null;
    for (Schema schema : schemas) {
      SchemaValidator next = branch(path, schema, value, old);
      if (next.errors.isEmpty()) valid.add(next);
      else if (nearest == null || next.checks > nearest.checks) nearest = next;
    }
    if (schemas.isEmpty()) return;
    if (valid.size() == 1) {
      add(valid.getFirst());
      return;
    }
    String found =
        valid.isEmpty() ? "Found none valid" : "Found " + valid.size() + " valid alternatives";
    composite(path, "must validate one and only one schema (oneOf). " + found);
    if (valid.isEmpty()) add(nearest);
  }

  private void allOf(String path, List<Schema> schemas, JsonNode value, JsonNode old) {
    int valid = 0;
    for (Schema schema : schemas) {
      SchemaValidator next = branch(path, schema, value, old);
      if (next.errors.isEmpty()) valid++;
      add(next);
    }
    if (valid == schemas.size()) return;
    String none = valid == 0 ? ". None validated" : "";
    composite(path, "must validate all the schemas (allOf)" + none);
  }

  /** What another schema says of a value. */
  private SchemaValidator branch(String path, Schema schema, JsonNode value, JsonNode old) {
    SchemaValidator other = new SchemaValidator(new FieldErrors(), true, extended);
    other.check(path, schema, value, old);
    return other;
  }

  private void add(SchemaValidator other) {
    other.errors.all().forEach(errors::add);
    checks += other.checks;
  }

  /** Upstream's errors of this sort have no field. */
  private void composite(String path, String what) {
    errors.invalid("<nil>", "", GoText.quote(path) + " " + what);
  }

  private boolean type(String path, Schema schema, JsonNode value) {
    List<String> wanted = types(schema);
    String actual = JsonTypes.of(value);
    boolean format = StringFormats.of(schema.format()) != null;
    if (wanted.isEmpty() && (!format || value.isNull())) return value.isNull();
    if (value.isNull() && schema.nullable()) return true;
    boolean number = wanted.contains("integer") || wanted.contains("number");
    boolean right =
        wanted.contains(actual)
            || actual.equals("integer") && wanted.contains("number")
            || wanted.contains("integer") && JsonTypes.isWhole(value);
    boolean several = value.isTextual() || value.isArray();
    if (format && several && !number) return true;
    if (right) return true;
    if (format && !several && !value.isNull()) {
      wrongType(path, schema.format(), numberFormat(actual));
    } else {
      wrongType(path, String.join(",", wanted), actual);
    }
    return false;
  }

  private List<String> types(Schema schema) {
    if (extended && schema.format().equals("int-or-string")) return List.of("integer", "string");
    return schema.type().isEmpty() ? List.of() : List.of(schema.type());
  }

  /** Where a format is wanted, numbers are told by theirs; other values have none. */
  private static String numberFormat(String type) {
    return switch (type) {
      case "integer" -> "int64";
      case "number" -> "float64";
      default -> "";
    };
  }

  private void wrongType(String path, String wanted, String actual) {
    errors.add(
        new FieldError(
            FieldError.Type.TYPE_INVALID,
            path,
            JsonNodeFactory.instance.textNode(actual),
            path + " in body must be of type " + wanted + ": \"" + actual + "\""));
  }

  private void fields(String path, Schema schema, JsonNode value, JsonNode old) {
    required(path, schema, value);
    for (var field : value.properties()) {
      Schema of = schema.property(field.getKey());
      boolean metadata = schema.embeddedResource() && field.getKey().equals("metadata");
      if (of == null || metadata) continue;
      JsonNode before = old == null ? null : old.get(field.getKey());
      value(path + "." + field.getKey(), of, field.getValue(), before);
    }
  }

  private void required(String path, Schema schema, JsonNode value) {
    for (String name : schema.required()) {
      if (!value.has(name)) errors.required(path.isEmpty() ? name : path + "." + name);
    }
  }

  private void elements(String path, Schema schema, JsonNode value, JsonNode old) {
    Set<JsonNode> seen = new HashSet<>();
    FormerElements former = new FormerElements(schema, old);
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      String field = path + "[" + i + "]";
      value(field, schema.items(), element, former.before(element));
      boolean again =
          extended
              && switch (schema.listType()) {
                case "set" -> !seen.add(element);
                case "map" -> !seen.add(key(schema, element));
                default -> false;
              };
      if (again) {
        JsonNode shown = schema.listType().equals("map") ? key(schema, element) : element;
        errors.add(new FieldError(FieldError.Type.DUPLICATE, field, shown, ""));
      }
    }
  }

  private static ObjectNode key(Schema schema, JsonNode element) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    for (String name : schema.listMapKeys()) {
      if (element.has(name)) key.set(name, element.get(name));
    }
    return key;
  }
}
