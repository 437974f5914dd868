package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** A JSON object as a CEL map: nothing is converted before it is asked for. */
final class JsonMap extends AbstractMap<String, Object> {
  private final ObjectNode object;

  JsonMap(ObjectNode object) {
    this.object = object;
  }

  @Override
  public Object get(Object key) {
    JsonNode value = key instanceof String name ? object.get(name) : null;
    return value == null ? null : JsonValues.of(value);
  }

  @Override
  public boolean containsKey(Object key) {
    return key instanceof String name && object.has(name);
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
        return object.properties().stream()
            .map(field -> Map.entry(field.getKey(), JsonValues.of(field.getValue())))
            .iterator();
      }

      @Override
      public int size() {
        return object.size();
      }
    };
  }
}
