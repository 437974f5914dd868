package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON form of field sets, as the API documents it for {@code fieldsV1}. */
public final class FieldsV1 {
  private static final String SELF = ".";

  /** What stands behind every leaf. One for all: nobody changes what was written. */
  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  private FieldsV1() {}

  /** Writes a set. */
  public static ObjectNode write(FieldSet set) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (FieldSet.Entry entry : set.entries()) {
      node.set(entry.element().serialized(), below(entry));
    }
    return node;
  }

  private static ObjectNode below(FieldSet.Entry entry) {
    if (entry.children().isEmpty()) return NOTHING;
    ObjectNode children = write(entry.children());
    if (!entry.member()) return children;
    ObjectNode both = JsonNodeFactory.instance.objectNode();
    both.set(SELF, NOTHING);
    return both.setAll(children);
  }

  /**
   * Reads a set; kinds of path elements that nobody knows are left out.
   *
   * @param node null for an empty set
   * @throws IllegalArgumentException if it is malformed
   */
  public static FieldSet read(JsonNode node) {
    if (node == null || node.isEmpty()) return FieldSet.EMPTY;
    List<FieldSet.Entry> entries = new ArrayList<>(node.size());
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals(SELF)) continue;
      Optional<PathElement> element = PathElement.parse(field.getKey());
      if (element.isEmpty()) continue;
      FieldSet children = read(field.getValue());
      boolean member = children.isEmpty() || field.getValue().has(SELF);
      entries.add(new FieldSet.Entry(element.get(), member, children));
    }
    return FieldSet.of(entries);
  }
}
