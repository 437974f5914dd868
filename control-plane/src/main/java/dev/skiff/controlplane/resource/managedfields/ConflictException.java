package dev.skiff.controlplane.resource.managedfields;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An applied configuration changes fields that others own. */
public final class ConflictException extends RuntimeException {
  private final transient List<Conflict> conflicts;
  private final transient Map<ManagerId, FieldSet> fields;

  private ConflictException(List<Conflict> conflicts, Map<ManagerId, FieldSet> fields) {
    super(message(conflicts), null, false, false);
    this.conflicts = conflicts;
    this.fields = fields;
  }

  /**
   * A field and who owns it.
   *
   * @param manager as messages show it
   * @param path as messages show it
   */
  public record Conflict(String manager, String path) {}

  public List<Conflict> conflicts() {
    return conflicts;
  }

  static ConflictException of(Map<ManagerId, FieldSet> fields) {
    List<Conflict> conflicts = new ArrayList<>();
    fields.entrySet().stream()
        .sorted((left, right) -> order(left.getKey()).compareTo(order(right.getKey())))
        .forEach(
            entry ->
                entry
                    .getValue()
                    .forEachPath(
                        path ->
                            conflicts.add(
                                new Conflict(entry.getKey().description(), FieldSet.text(path)))));
    return new ConflictException(conflicts, fields);
  }

  /** Without the conflicts about some fields; null if none is left. */
  ConflictException without(FieldSet allowed) {
    Map<ManagerId, FieldSet> left = new LinkedHashMap<>();
    fields.forEach(
        (manager, set) -> {
          FieldSet rest = set.difference(allowed);
          if (!rest.isEmpty()) left.put(manager, rest);
        });
    return left.isEmpty() ? null : of(left);
  }

  private static String order(ManagerId id) {
    return id.manager() + "\n" + id.operation() + "\n" + id.apiVersion() + "\n" + id.subresource();
  }

  private static String message(List<Conflict> conflicts) {
    if (conflicts.size() == 1) {
      Conflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with " + only.manager() + ": " + only.path();
    }
    StringBuilder message = new StringBuilder();
    message.append("Apply failed with ").append(conflicts.size()).append(" conflicts: ");
    String manager = "";
    for (Conflict conflict : conflicts) {
      if (!conflict.manager().equals(manager)) {
        if (!manager.isEmpty()) message.append('\n');
        manager = conflict.manager();
        message.append("conflicts with ").append(manager).append(':');
      }
      message.append("\n- ").append(conflict.path());
    }
    return message.toString();
  }
}
