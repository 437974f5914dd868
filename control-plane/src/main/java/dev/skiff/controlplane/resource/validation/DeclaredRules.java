package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.SchemaReach;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules that need no code: {@code rules.yaml} has them by definition and field, and by resource
 * what an update must not change. What they mean is in the head of that file.
 */
public final class DeclaredRules {
  private static final String FILE = "dev/skiff/controlplane/resource/validation/rules.yaml";
  private static final String PREFIX = "io.k8s.api.";

  /** What is below these fields of an object is not checked here. */
  private static final Set<String> SYSTEM = Set.of("metadata", "status");

  private record Fixed(String path, String detail, boolean forbidden) {}

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();
  private static final Map<String, Map<String, List<FieldRule>>> BY_DEFINITION =
      new LinkedHashMap<>();
  private static final Map<String, Map<String, List<FieldRule>>> STATUSES = new HashMap<>();
  private static final Map<String, List<Fixed>> FIXED = new LinkedHashMap<>();
  private static final SchemaReach IN_REACH = new SchemaReach(BY_DEFINITION::containsKey);

  static {
    load();
  }

  private DeclaredRules() {}

  private static void load() {
    try (InputStream in = DeclaredRules.class.getClassLoader().getResourceAsStream(FILE)) {
      JsonNode file = new YAMLMapper().readTree(in);
      file.path("definitions")
          .properties()
          .forEach(
              definition ->
                  BY_DEFINITION.put(
                      qualified(definition.getKey()), fieldRules(definition.getValue())));
      file.path("statuses")
          .properties()
          .forEach(resource -> STATUSES.put(resource.getKey(), fieldRules(resource.getValue())));
      file.path("immutable")
          .properties()
          .forEach(resource -> FIXED.put(resource.getKey(), fixed(resource.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  private static Map<String, List<FieldRule>> fieldRules(JsonNode fields) {
    Map<String, List<FieldRule>> rules = new LinkedHashMap<>();
    fields.properties().forEach(field -> rules.put(field.getKey(), rules(field.getValue())));
    return rules;
  }

  private static String qualified(String definition) {
    return definition.startsWith("io.k8s.") ? definition : PREFIX + definition;
  }

  private static List<FieldRule> rules(JsonNode texts) {
    List<FieldRule> rules = new ArrayList<>();
    if (texts.isTextual()) rules.add(FieldRule.parse(texts.textValue()));
    for (JsonNode text : texts) rules.add(FieldRule.parse(text.textValue()));
    return rules;
  }

  private static List<Fixed> fixed(JsonNode fields) {
    List<Fixed> fixed = new ArrayList<>();
    fields
        .properties()
        .forEach(
            field -> {
              String detail = field.getValue().asText();
              boolean forbidden = detail.startsWith("forbidden: ");
              fixed.add(
                  new Fixed(
                      field.getKey(),
                      forbidden ? detail.substring("forbidden: ".length()) : detail,
                      forbidden));
            });
    return fixed;
  }

  /** The definitions and fields that have rules, for tests. */
  static Map<String, Set<String>> fields() {
    Map<String, Set<String>> fields = new LinkedHashMap<>();
    BY_DEFINITION.forEach((definition, rules) -> fields.put(definition, rules.keySet()));
    return fields;
  }

  /** Whether a field of a definition has rules, so that its being required is theirs to say. */
  static boolean cover(String definition, String field) {
    return definition != null
        && BY_DEFINITION.getOrDefault(definition, Map.of()).containsKey(field);
  }

  /** Checks a new or changed object of a built-in type. */
  public static void check(ResourceType type, JsonNode object, FieldErrors errors) {
    if (IN_REACH.of(type.schema())) check("", type.schema(), object, errors);
  }

  /**
   * Checks the status of a built-in type.
   *
   * @param status what of it is looked at by definition, too; nothing passes
   */
  public static void checkStatus(
      ResourceType type, JsonNode object, JsonNode status, FieldErrors errors) {
    JsonNode whole = object.path("status");
    STATUSES
        .getOrDefault(type.groupResource(), Map.of())
        .forEach(
            (name, rules) -> {
              boolean itself = name.equals(".");
              String field = itself ? "status" : "status." + name;
              JsonNode value = itself ? whole : whole.path(name);
              for (FieldRule rule : rules) rule.check(field, value, whole, errors);
            });
    if (status.isObject()) check("status", type.schema().property("status"), status, errors);
  }

  /** Checks that an update leaves alone what never changes. */
  public static void checkUpdate(
      ResourceType type, JsonNode object, JsonNode old, FieldErrors errors) {
    for (Fixed field : FIXED.getOrDefault(type.groupResource(), List.of())) {
      JsonNode now = object.at("/" + field.path().replace('.', '/'));
      JsonNode before = old.at("/" + field.path().replace('.', '/'));
      if (now.equals(before)) continue;
      String path = field.path().replaceAll("\\.(\\d+)", "[$1]");
      if (field.forbidden()) errors.forbidden(path, field.detail());
      else errors.invalid(path, shown(type.schema(), field.path(), now), field.detail());
    }
  }

  /** A text that is gone is an empty one in Go, unless it is a pointer's. */
  private static JsonNode shown(Schema schema, String path, JsonNode value) {
    if (!value.isMissingNode()) return value;
    Schema field = schema;
    for (String segment : path.split("\\.")) {
      field = segment.matches("\\d+") ? field.items() : field.property(segment);
    }
    boolean text = field.type().equals("string") && !field.emptyIsPresent();
    return text ? JsonNodeFactory.instance.textNode("") : value;
  }

  private static void check(String path, Schema schema, JsonNode value, FieldErrors errors) {
    if (value.isArray() && schema.items() != null) {
      for (int i = 0; i < value.size(); i++) {
        check(path + "[" + i + "]", schema.items(), value.get(i), errors);
      }
      return;
    }
    if (!value.isObject()) return;
    Map<String, List<FieldRule>> rules =
        schema.name() == null ? Map.of() : BY_DEFINITION.getOrDefault(schema.name(), Map.of());
    for (FieldRule rule : rules.getOrDefault(".", List.of())) {
      rule.check(path, value, value, errors);
    }
    nested(path, value, rules, errors);
    // What has rules comes first, in the order of the file.
    for (Map.Entry<String, List<FieldRule>> entry : rules.entrySet()) {
      Schema property = schema.properties().get(entry.getKey());
      if (property != null) {
        field(path, entry.getKey(), property, entry.getValue(), value, errors);
      }
    }
    for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
      if (rules.containsKey(property.getKey())) continue;
      field(path, property.getKey(), property.getValue(), List.of(), value, errors);
    }
    if (schema.additionalProperties() != null) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        String field = path + "[" + entry.getKey() + "]";
        check(field, schema.additionalProperties(), entry.getValue(), errors);
      }
    }
  }

  private static void field(
      String path,
      String name,
      Schema schema,
      List<FieldRule> rules,
      JsonNode object,
      FieldErrors errors) {
    if (path.isEmpty() && SYSTEM.contains(name)) return;
    String field = path.isEmpty() ? name : path + "." + name;
    JsonNode inner = object.path(name);
    // In Go every spec has a value.
    if (path.isEmpty() && name.equals("spec") && !inner.isObject()) inner = NOTHING;
    boolean further = inner.isContainerNode();
    for (FieldRule rule : rules) {
      rule.check(field, inner, object, schema.emptyIsPresent(), errors);
      further &= !rule.ends(inner, object);
      if (!further && inner.isContainerNode()) break;
    }
    if (further) check(field, schema, inner, errors);
  }

  /** Rules about fields of what may not be there: {@code pool.name} is required, pool or not. */
  private static void nested(
      String path, JsonNode value, Map<String, List<FieldRule>> rules, FieldErrors errors) {
    for (Map.Entry<String, List<FieldRule>> entry : rules.entrySet()) {
      String name = entry.getKey();
      if (name.equals(".") || !name.contains(".")) continue;
      JsonNode inner = value.at("/" + name.replace('.', '/'));
      String field = path.isEmpty() ? name : path + "." + name;
      for (FieldRule rule : entry.getValue()) rule.check(field, inner, value, errors);
    }
  }
}
