package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The part of an object that says what users want: all but metadata and status. */
final class Wanted {
  private static final Set<String> OTHER = Set.of("apiVersion", "kind", "metadata", "status");

  private Wanted() {}

  static boolean differs(ObjectNode object, ObjectNode old) {
    return covers(object, old) || covers(old, object);
  }

  /** The spec, empty if there is none: in Go every spec has a value. */
  static JsonNode spec(ObjectNode object) {
    return object.path("spec").isObject()
        ? object.get("spec")
        : JsonNodeFactory.instance.objectNode();
  }

  /** Whether one has a field that the other has not, or has otherwise. */
  private static boolean covers(ObjectNode one, ObjectNode other) {
    for (var field : one.properties()) {
      JsonNode there = other.path(field.getKey());
      if (!OTHER.contains(field.getKey()) && !field.getValue().equals(there)) return true;
    }
    return false;
  }
}
