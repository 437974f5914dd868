package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a CustomResourceDefinition: accepted names and conditions. */
final class DefinitionStatus {
  private DefinitionStatus() {}

  /**
   * What the status should be; the times of conditions that stay as they are stay too.
   *
   * @param conflict empty if the names are accepted
   */
  static ObjectNode of(ObjectNode definition, String conflict) {
    JsonNode before = definition.path("status");
    ObjectNode status =
        before instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    ArrayNode conditions = status.putArray("conditions");
    if (conflict.isEmpty()) {
      status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
      add(conditions, before, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
      add(
          conditions,
          before,
          "Established",
          "True",
          "InitialNamesAccepted",
          "the initial names have been accepted");
    } else {
      add(conditions, before, "NamesAccepted", "False", "KindConflict", conflict);
      add(conditions, before, "Established", "False", "NotAccepted", "not all names are accepted");
    }
    if (definition.path("metadata").has("deletionTimestamp")) {
      add(
          conditions,
          before,
          "Terminating",
          "True",
          "InstanceDeletionInProgress",
          "CustomResource deletion is in progress");
    }
    return status;
  }

  private static void add(
      ArrayNode conditions,
      JsonNode before,
      String type,
      String status,
      String reason,
      String message) {
    String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    for (JsonNode old : before.path("conditions")) {
      boolean same =
          old.path("type").asText().equals(type) && old.path("status").asText().equals(status);
      if (same) since = old.path("lastTransitionTime").asText(since);
    }
    conditions
        .addObject()
        .put("lastTransitionTime", since)
        .put("message", message)
        .put("reason", reason)
        .put("status", status)
        .put("type", type);
  }
}
