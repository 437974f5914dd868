package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list of type map: elements are told by their keys, and {@code +} replaces those of one key. */
final class SchemaMapList extends SchemaList implements AssociativeList {
  SchemaMapList(ArrayNode array, Schema schema) {
    super(array, schema);
  }

  @Override
  public boolean sameAs(List<?> other) {
    if (other.size() != size()) return false;
    Map<List<Object>, Object> own = byKey(this);
    return other.stream()
        .allMatch(
            each -> {
              Object mine = own.get(key(each));
              return mine != null && Values.equal(mine, each);
            });
  }

  @Override
  public List<Object> plus(List<?> other) {
    Cost.look(other.size());
    Map<List<Object>, Object> all = byKey(this);
    all.putAll(byKey(other));
    return new ArrayList<>(all.values());
  }

  private Map<List<Object>, Object> byKey(List<?> list) {
    Map<List<Object>, Object> byKey = new LinkedHashMap<>();
    list.forEach(each -> byKey.put(key(each), each));
    return byKey;
  }

  private List<Object> key(Object element) {
    List<Object> key = new ArrayList<>();
    if (!(element instanceof Map<?, ?> map)) return key;
    for (String name : schema.listMapKeys()) {
      Object value = map.get(FieldNames.escape(name).orElse(name));
      key.add(value == null ? Values.NULL : value);
    }
    return key;
  }
}
