package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An update of the status leaves all else as it was. */
final class StatusUpdate {
  private static final Set<String> CHANGED = Set.of("apiVersion", "kind", "metadata", "status");

  /** What a status update of a built-in kind may change of the metadata. */
  private static final List<String> METADATA =
      List.of(
          "labels",
          "annotations",
          "finalizers",
          "ownerReferences",
          "managedFields",
          "resourceVersion");

  private StatusUpdate() {}

  /**
   * @param statusOnly whether not even labels and annotations change, as for custom resources
   */
  static void restore(ObjectNode object, ObjectNode old, boolean statusOnly) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!CHANGED.contains(name)) object.remove(name);
    }
    old.properties().stream()
        .filter(field -> !CHANGED.contains(field.getKey()))
        .forEach(field -> object.set(field.getKey(), field.getValue()));
    JsonNode asked = object.path("metadata");
    ObjectNode metadata = old.withObject("/metadata").deepCopy();
    List<String> changed = statusOnly ? List.of("managedFields", "resourceVersion") : METADATA;
    for (String field : changed) {
      if (asked.has(field)) {
        metadata.set(field, asked.get(field));
      } else {
        metadata.remove(field);
      }
    }
    object.set("metadata", metadata);
  }
}
