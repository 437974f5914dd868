package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares two states of an object field by field, in one walk. Lists are compared by their
 * elements' names, so their order does not count.
 */
final class Comparer {
  private static final List<JsonNode> NONE = List.of();

  private Comparer() {}

  /** What was found below one value. */
  private static final class Findings {
    final List<FieldSet.Entry> removed = new ArrayList<>(0);
    final List<FieldSet.Entry> modified = new ArrayList<>(0);
    final List<FieldSet.Entry> added = new ArrayList<>(0);

    Comparison toComparison() {
      return new Comparison(FieldSet.of(removed), FieldSet.of(modified), FieldSet.of(added));
    }
  }

  /** Compares two states. */
  static Comparison compare(Schema schema, ObjectNode before, ObjectNode after) {
    Findings findings = new Findings();
    map(schema, before, after, findings, 0, false);
    return findings.toComparison();
  }

  private static void map(
      Schema schema,
      JsonNode before,
      JsonNode after,
      Findings findings,
      int depth,
      boolean inMetadata) {
    if (before instanceof ObjectNode old) {
      for (Map.Entry<String, JsonNode> field : old.properties()) {
        JsonNode now = after instanceof ObjectNode ? after.get(field.getKey()) : null;
        field(schema, field.getKey(), field.getValue(), now, findings, depth, inMetadata);
      }
    }
    if (after instanceof ObjectNode now) {
      for (Map.Entry<String, JsonNode> field : now.properties()) {
        if (before instanceof ObjectNode && before.has(field.getKey())) continue;
        field(schema, field.getKey(), null, field.getValue(), findings, depth, inMetadata);
      }
    }
  }

  private static void field(
      Schema schema,
      String name,
      JsonNode before,
      JsonNode after,
      Findings findings,
      int depth,
      boolean inMetadata) {
    if (depth < 2 && Structure.identifies(name, depth, inMetadata)) return;
    boolean metadata = depth == 0 && name.equals("metadata");
    Schema of = Structure.child(schema, name);
    value(PathElement.field(name), of, before, after, findings, depth + 1, metadata);
  }

  private static void value(
      PathElement element,
      Schema schema,
      JsonNode before,
      JsonNode after,
      Findings findings,
      int depth,
      boolean metadata) {
    Structure.Kind was = before == null ? null : Structure.kind(schema, before);
    Structure.Kind is = after == null ? null : Structure.kind(schema, after);
    if (was == null) was = is;
    if (is == null) is = was;
    boolean empty = Structure.isEmpty(before) && Structure.isEmpty(after);
    boolean leaf = was == Structure.Kind.LEAF || is == Structure.Kind.LEAF || empty;
    boolean changed = leaf && before != null && after != null && !same(before, after);
    Findings below = null;
    if (!empty && (was != Structure.Kind.LEAF || is != Structure.Kind.LEAF)) {
      below = new Findings();
      if (was == Structure.Kind.MAP || is == Structure.Kind.MAP) {
        map(schema, before, after, below, depth, metadata);
      }
      if (was == Structure.Kind.LIST || is == Structure.Kind.LIST) {
        list(schema, before, after, below, depth);
      }
    }
    boolean owned = !metadata;
    record(findings.removed, element, owned && after == null, below == null ? null : below.removed);
    record(findings.modified, element, owned && changed, below == null ? null : below.modified);
    record(findings.added, element, owned && before == null, below == null ? null : below.added);
  }

  private static boolean same(JsonNode before, JsonNode after) {
    return before.equals(after) || JsonEquality.equal(before, after);
  }

  private static void record(
      List<FieldSet.Entry> into, PathElement element, boolean member, List<FieldSet.Entry> below) {
    FieldSet children = below == null ? FieldSet.EMPTY : FieldSet.of(below);
    if (member || !children.isEmpty()) into.add(new FieldSet.Entry(element, member, children));
  }

  private static void list(
      Schema schema, JsonNode before, JsonNode after, Findings findings, int depth) {
    Map<PathElement, List<JsonNode>> old = byElement(schema, before);
    Map<PathElement, List<JsonNode>> now = byElement(schema, after);
    for (Map.Entry<PathElement, List<JsonNode>> entry : old.entrySet()) {
      List<JsonNode> others = now.getOrDefault(entry.getKey(), NONE);
      elements(schema, entry.getKey(), entry.getValue(), others, findings, depth);
    }
    for (Map.Entry<PathElement, List<JsonNode>> entry : now.entrySet()) {
      if (old.containsKey(entry.getKey())) continue;
      elements(schema, entry.getKey(), NONE, entry.getValue(), findings, depth);
    }
  }

  private static Map<PathElement, List<JsonNode>> byElement(Schema schema, JsonNode list) {
    if (list == null || !list.isArray() || list.isEmpty()) return Map.of();
    Map<PathElement, List<JsonNode>> elements = LinkedHashMap.newLinkedHashMap(list.size());
    for (JsonNode element : list) {
      elements.merge(Structure.element(schema, element), List.of(element), Comparer::joined);
    }
    return elements;
  }

  private static List<JsonNode> joined(List<JsonNode> left, List<JsonNode> right) {
    List<JsonNode> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  /** Elements that share a name are compared and owned together, as a whole. */
  private static void elements(
      Schema list,
      PathElement element,
      List<JsonNode> before,
      List<JsonNode> after,
      Findings findings,
      int depth) {
    JsonNode old = before.isEmpty() ? null : before.getFirst();
    JsonNode now = after.isEmpty() ? null : after.getFirst();
    if (before.size() <= 1 && after.size() <= 1) {
      value(element, list.items(), old, now, findings, depth + 1, false);
    } else if (before.size() > 1 && after.size() > 1) {
      if (!before.equals(after)) findings.modified.add(FieldSet.Entry.leaf(element));
    } else if (before.size() > 1) {
      if (now != null) value(element, list.items(), null, now, findings, depth + 1, false);
      findings.removed.add(FieldSet.Entry.leaf(element));
    } else {
      if (old != null) value(element, list.items(), old, null, findings, depth + 1, false);
      findings.added.add(FieldSet.Entry.leaf(element));
    }
  }
}
