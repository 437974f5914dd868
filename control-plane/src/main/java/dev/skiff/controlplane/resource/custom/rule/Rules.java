package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.cel.CelLimits;
import dev.skiff.controlplane.resource.cel.DeclaredType;
import dev.skiff.controlplane.resource.custom.FormerElements;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All rules of a custom resource's schema, in the shape of the schema; compiled with the first
 * object. Immutable.
 */
public final class Rules {
  private static final Rules NONE = new Rules(null, List.of(), Map.of(), null, null);

  private final Schema schema;
  private final List<CompiledRule> own;
  private final Map<String, Rules> properties;
  private final Rules values;
  private final Rules items;

  private Rules(
      Schema schema,
      List<CompiledRule> own,
      Map<String, Rules> properties,
      Rules values,
      Rules items) {
    this.schema = schema;
    this.own = own;
    this.properties = properties;
    this.values = values;
    this.items = items;
  }

  /** The rules of whole objects of this schema. */
  public static Rules of(Schema root) {
    return root.derived(Rules.class, schema -> Optional.ofNullable(read(schema)).orElse(NONE));
  }

  private static Rules read(Schema root) {
    if (!any(root)) return null;
    return DeclaredType.forRules("object", root, true).map(type -> read(root, type)).orElse(null);
  }

  private static boolean any(Schema schema) {
    return !schema.rules().isEmpty()
        || schema.items() != null && any(schema.items())
        || schema.additionalProperties() != null && any(schema.additionalProperties())
        || schema.properties().entrySet().stream()
            .anyMatch(field -> field.getValue().definition() == null && any(field.getValue()));
  }

  /** Null where there are none. */
  private static Rules read(Schema schema, DeclaredType type) {
    List<CompiledRule> own =
        schema.rules().isEmpty() ? List.of() : CompiledRule.compile(schema.rules(), type);
    Map<String, Rules> properties = new LinkedHashMap<>();
    schema
        .properties()
        .forEach(
            (field, value) -> {
              if (value.definition() != null || !any(value)) return;
              DeclaredType.forRules("object", value, value.embeddedResource())
                  .map(declared -> read(value, declared))
                  .ifPresent(rules -> properties.put(field, rules));
            });
    Rules values = part(schema.additionalProperties());
    Rules items = part(schema.items());
    return new Rules(schema, own, Map.copyOf(properties), values, items);
  }

  private static Rules part(Schema schema) {
    if (schema == null || !any(schema)) return null;
    return DeclaredType.forRules("object", schema, schema.embeddedResource())
        .map(type -> read(schema, type))
        .orElse(null);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return this == NONE;
  }

  /**
   * Checks an object that fits its schema.
   *
   * @param old the state before; null on create
   */
  public void check(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (isEmpty()) return;
    try {
      check(new RuleCheck(errors, CelLimits.PER_OBJECT), "", object, old, false);
    } catch (RuleCheck.Ended _) {
      // The error that says why is among the others.
    }
  }

  /**
   * @param unchanged whether a value around this one is as it was before
   */
  private void check(
      RuleCheck check, String path, JsonNode value, JsonNode old, boolean unchanged) {
    boolean same = unchanged || old != null && old.equals(value);
    for (CompiledRule rule : own) check.run(rule, schema, path, value, old, same);
    if (value.isObject()) fields(check, path, value, old, same);
    if (value.isArray() && items != null) elements(check, path, value, old, same);
  }

  private void fields(
      RuleCheck check, String path, JsonNode value, JsonNode old, boolean unchanged) {
    for (var field : value.properties()) {
      String name = field.getKey();
      Rules rules = properties.getOrDefault(name, values);
      if (rules == null || field.getValue().isNull()) continue;
      boolean declared = properties.containsKey(name);
      String at = declared ? child(path, name) : path + "[" + name + "]";
      JsonNode before = old == null ? null : old.get(name);
      rules.check(check, at, field.getValue(), before, unchanged);
    }
  }

  private void elements(
      RuleCheck check, String path, JsonNode value, JsonNode old, boolean unchanged) {
    FormerElements former = new FormerElements(schema, old);
    for (int i = 0; i < value.size(); i++) {
      JsonNode before = former.before(value.get(i));
      items.check(check, path + "[" + i + "]", value.get(i), before, unchanged);
    }
  }

  static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
