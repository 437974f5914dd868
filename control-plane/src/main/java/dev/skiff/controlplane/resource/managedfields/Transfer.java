package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a change takes from the owners of an object's fields, each in the terms of its version. */
final class Transfer {
  private final Shapes shapes;
  private final ObjectNode before;
  private final ObjectNode after;
  private final Map<String, Optional<Comparison>> byVersion = new HashMap<>();

  private Transfer(Shapes shapes, ObjectNode before, ObjectNode after) {
    this.shapes = shapes;
    this.before = before;
    this.after = after;
  }

  /**
   * What a change takes.
   *
   * @param own what it is in the terms of its own version
   */
  static Transfer of(
      Shape shape, Shapes shapes, Comparison own, ObjectNode before, ObjectNode after) {
    Transfer transfer = new Transfer(shapes, before, after);
    transfer.byVersion.put(shape.apiVersion(), Optional.of(own));
    return transfer;
  }

  private Optional<Comparison> comparison(String apiVersion) {
    return byVersion.computeIfAbsent(
        apiVersion, version -> shapes.find(version).map(shape -> shape.compare(before, after)));
  }

  /**
   * Fields that the change sets and others own.
   *
   * @param self who makes it
   */
  Map<ManagerId, FieldSet> conflicts(Managers managers, ManagerId self) {
    Map<ManagerId, FieldSet> conflicts = new LinkedHashMap<>();
    for (Map.Entry<ManagerId, Ownership> owner : managers.owners().entrySet()) {
      if (owner.getKey().equals(self)) continue;
      comparison(owner.getValue().apiVersion())
          .filter(comparison -> !comparison.isEmpty())
          .map(comparison -> taken(comparison).intersection(owner.getValue().set()))
          .filter(fields -> !fields.isEmpty())
          .ifPresent(fields -> conflicts.put(owner.getKey(), fields));
    }
    return conflicts;
  }

  /**
   * Takes what the change sets or removes from all owners; those whose version is served no longer
   * are forgotten.
   *
   * @param self an owner to be left as it is; may be null
   */
  void take(Managers managers, ManagerId self) {
    for (ManagerId id : List.copyOf(managers.owners().keySet())) {
      if (id.equals(self)) continue;
      Ownership owned = managers.get(id);
      Optional<Comparison> comparison = comparison(owned.apiVersion());
      if (comparison.isEmpty()) {
        managers.owners().remove(id);
      } else if (!comparison.get().isEmpty()) {
        FieldSet rest =
            owned.set().difference(taken(comparison.get())).difference(comparison.get().removed());
        managers.put(id, owned.with(rest));
      }
    }
  }

  private static FieldSet taken(Comparison comparison) {
    return comparison.modified().union(comparison.added());
  }
}
