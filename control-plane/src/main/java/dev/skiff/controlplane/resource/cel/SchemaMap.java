package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A JSON object with a schema as a CEL map: fields go by their escaped names. */
final class SchemaMap extends AbstractMap<String, Object> {
  private final ObjectNode object;
  private final Schema schema;

  /** Fields whose names in expressions are others. */
  private record Escapes(Map<String, String> names) {
    static Escapes of(Schema schema) {
      Map<String, String> names = new HashMap<>();
      for (String field : schema.properties().keySet()) {
        FieldNames.escape(field)
            .filter(escaped -> !escaped.equals(field))
            .ifPresent(escaped -> names.put(escaped, field));
      }
      return new Escapes(names);
    }
  }

  SchemaMap(ObjectNode object, Schema schema) {
    this.object = object;
    this.schema = schema;
  }

  private String field(Object name) {
    if (schema.properties().isEmpty() || !(name instanceof String text)) return (String) name;
    return schema.derived(Escapes.class, Escapes::of).names.getOrDefault(text, text);
  }

  @Override
  public Object get(Object name) {
    if (!(name instanceof String)) return null;
    String field = field(name);
    JsonNode value = object.get(field);
    return value == null ? null : SchemaValues.of(value, schema.property(field));
  }

  @Override
  public boolean containsKey(Object name) {
    return name instanceof String && object.has(field(name));
  }

  @Override
  public int size() {
    return object.size();
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return object.properties().stream().map(SchemaMap.this::entry).iterator();
      }

      @Override
      public int size() {
        return object.size();
      }
    };
  }

  private Entry<String, Object> entry(Entry<String, JsonNode> field) {
    String name = field.getKey();
    boolean declared = schema.properties().containsKey(name);
    Optional<String> escaped = declared ? FieldNames.escape(name) : Optional.of(name);
    return Map.entry(
        escaped.orElse(name), SchemaValues.of(field.getValue(), schema.property(name)));
  }
}
