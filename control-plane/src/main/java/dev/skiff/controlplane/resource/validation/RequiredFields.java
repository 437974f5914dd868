package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.Map;

/**
 * Texts that the schema of a built-in kind requires. Required numbers, objects and lists have Go's
 * zero values upstream, so that only rules by kind can tell whether they are missing.
 */
public final class RequiredFields {
  private RequiredFields() {}

  /** Checks below a field, for example spec. */
  public static void check(String field, Schema schema, JsonNode value, FieldErrors errors) {
    if (value.isArray() && schema.items() != null) {
      for (int i = 0; i < value.size(); i++) {
        check(field + "[" + i + "]", schema.items(), value.get(i), errors);
      }
    }
    if (!value.isObject() || hasOwnRules(schema)) return;
    for (String name : schema.required()) {
      Schema required = schema.property(name);
      boolean text = required.type().equals("string") && required.format().isEmpty();
      if (text
          && !DeclaredRules.cover(schema.name(), name)
          && value.path(name).asText("").isEmpty()) errors.required(field + "." + name);
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Schema of = schema.property(entry.getKey());
      if (of == null) continue;
      boolean map = !schema.properties().containsKey(entry.getKey());
      String below = map ? field + "[" + entry.getKey() + "]" : field + "." + entry.getKey();
      check(below, of, entry.getValue(), errors);
    }
  }

  /**
   * Of the sources of a volume only the first is looked at, see {@link VolumeSourceRules}; of
   * selectors, {@link LabelSelectors} says all.
   */
  private static boolean hasOwnRules(Schema schema) {
    return schema.name() != null
        && (schema.name().endsWith("VolumeSource")
            || schema.name().endsWith(".LabelSelectorRequirement"));
  }
}
