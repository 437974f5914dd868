package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the paths that whoever applies an object claims: its leaves and its lists' elements. */
final class FieldCollector {
  private FieldCollector() {}

  /** The paths of an object. */
  static FieldSet collect(Schema schema, JsonNode object) {
    return ofMap(schema, object, 0, false);
  }

  private static FieldSet ofMap(Schema schema, JsonNode map, int depth, boolean inMetadata) {
    List<FieldSet.Entry> entries = new ArrayList<>(map.size());
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (depth < 2 && Structure.identifies(name, depth, inMetadata)) continue;
      Schema of = Structure.child(schema, name);
      boolean metadata = depth == 0 && name.equals("metadata");
      boolean member =
          value.isNull()
              || (value.isObject() && value.isEmpty())
              || !Structure.declares(schema, name);
      add(entries, PathElement.field(name), of, value, member && !metadata, depth + 1, metadata);
    }
    return FieldSet.of(entries);
  }

  private static void add(
      List<FieldSet.Entry> entries,
      PathElement element,
      Schema schema,
      JsonNode value,
      boolean member,
      int depth,
      boolean metadata) {
    FieldSet children = FieldSet.EMPTY;
    switch (Structure.kind(schema, value)) {
      case LEAF -> member = true;
      case MAP -> children = ofMap(schema, value, depth, metadata);
      case LIST -> children = ofList(schema, value, depth);
    }
    if (member || !children.isEmpty()) {
      entries.add(new FieldSet.Entry(element, member, children));
    }
  }

  private static FieldSet ofList(Schema schema, JsonNode list, int depth) {
    List<FieldSet.Entry> entries = new ArrayList<>(list.size());
    Map<PathElement, Integer> positions = HashMap.newHashMap(list.size());
    for (JsonNode value : list) {
      PathElement element = Structure.element(schema, value);
      Integer before = positions.putIfAbsent(element, entries.size());
      // Elements that share a name are owned together, as a whole.
      if (before != null) entries.set(before, FieldSet.Entry.leaf(element));
      else add(entries, element, schema.items(), value, true, depth + 1, false);
    }
    return FieldSet.of(entries);
  }
}
