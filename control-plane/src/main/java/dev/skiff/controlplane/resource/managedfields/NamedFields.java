package dev.skiff.controlplane.resource.managedfields;

import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.List;

/** Sets in which the fields that lead to a member are members, too, if the schema declares them. */
final class NamedFields {
  private NamedFields() {}

  /**
   * The set with these fields.
   *
   * @param schema of the object that the set is about; null if nothing is declared of it
   */
  static FieldSet asMembers(Schema schema, FieldSet set) {
    if (set.isEmpty()) return set;
    List<FieldSet.Entry> entries = new ArrayList<>(set.entries().size());
    for (FieldSet.Entry entry : set.entries()) {
      PathElement element = entry.element();
      boolean declared = element.isField() && Structure.declares(schema, element.fieldName());
      entries.add(
          new FieldSet.Entry(
              element,
              entry.member() || declared,
              asMembers(below(schema, element), entry.children())));
    }
    return FieldSet.of(entries);
  }

  private static Schema below(Schema schema, PathElement element) {
    if (schema == null) return null;
    return element.isField() ? schema.property(element.fieldName()) : schema.items();
  }
}
