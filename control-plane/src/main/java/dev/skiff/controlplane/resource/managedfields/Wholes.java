package dev.skiff.controlplane.resource.managedfields;

import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.managedfields.FieldSet.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * What owners have when the schema of a custom resource has turned fields from granular to atomic:
 * who owned a part owns the whole.
 */
final class Wholes {
  private Wholes() {}

  /** The set in the terms of the present schema; itself if these are its terms. */
  static FieldSet of(FieldSet set, Schema schema) {
    if (schema == null) return set;
    List<Entry> entries = new ArrayList<>(set.entries().size());
    boolean changed = false;
    for (Entry entry : set.entries()) {
      Entry whole = of(entry, child(schema, entry.element()));
      changed |= whole != entry;
      entries.add(whole);
    }
    return changed ? FieldSet.of(entries) : set;
  }

  private static Schema child(Schema schema, PathElement element) {
    return element.isField() ? Structure.child(schema, element.fieldName()) : schema.items();
  }

  private static Entry of(Entry entry, Schema schema) {
    if (entry.children().isEmpty()) return entry;
    if (Structure.isAtomic(schema)) return Entry.leaf(entry.element());
    FieldSet children = of(entry.children(), schema);
    if (children == entry.children()) return entry;
    return new Entry(entry.element(), entry.member(), children);
  }
}
