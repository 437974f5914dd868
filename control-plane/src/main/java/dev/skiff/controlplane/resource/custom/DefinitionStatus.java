package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a CustomResourceDefinition: accepted names and conditions. */
public final class DefinitionStatus {
  private static final String ESTABLISHED = "Established";

  private DefinitionStatus() {}

  /**
   * What the status should be; the times of conditions that stay as they are stay too.
   *
   * @param names what the definition has of the names that it asks for
   */
  static ObjectNode of(ObjectNode definition, NamesInUse.Decision names) {
    JsonNode before = definition.path("status");
    ObjectNode status =
        before instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    ArrayNode conditions = status.putArray("conditions");
    status.set("acceptedNames", names.accepted());
    if (CommunityApproval.isNeeded(definition)) {
      CommunityApproval approval = CommunityApproval.of(definition);
      String approved = approval.state() == CommunityApproval.State.APPROVED ? "True" : "False";
      add(
          conditions,
          before,
          "KubernetesAPIApprovalPolicyConformant",
          approved,
          approval.state().reason(),
          approval.message());
    }
    String accepted = names.conflict() ? "False" : "True";
    add(conditions, before, "NamesAccepted", accepted, names.reason(), names.message());
    if (established(before) || !names.conflict()) {
      add(
          conditions,
          before,
          ESTABLISHED,
          "True",
          "InitialNamesAccepted",
          "the initial names have been accepted");
    } else {
      add(conditions, before, ESTABLISHED, "False", "NotAccepted", "not all names are accepted");
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

  /** Whether the definition's objects are served; once they are, they stay so. */
  public static boolean established(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(ESTABLISHED)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
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
