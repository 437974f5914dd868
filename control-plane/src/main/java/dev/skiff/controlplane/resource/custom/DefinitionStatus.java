package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a CustomResourceDefinition: accepted names and conditions. */
public final class DefinitionStatus {
  private static final String NAMES_ACCEPTED = "NamesAccepted";
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
    JsonNode settled = settled(definition);
    if (settled.isMissingNode()) {
      String accepted = names.conflict() ? "False" : "True";
      add(conditions, before, NAMES_ACCEPTED, accepted, names.reason(), names.message());
    } else {
      conditions.add(settled);
    }
    if (established(before) || isTrue(conditions, NAMES_ACCEPTED)) {
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

  /**
   * The condition of names that are not looked at, since the definition has what it asks for;
   * missing if they are. A conflict stays told, as it does upstream, when the wish is taken back.
   */
  private static JsonNode settled(JsonNode definition) {
    JsonNode status = definition.path("status");
    return status.path("acceptedNames").equals(definition.at("/spec/names"))
        ? condition(status.path("conditions"), NAMES_ACCEPTED)
        : MissingNode.getInstance();
  }

  /** Whether the definition's objects are served; once they are, they stay so. */
  public static boolean established(JsonNode status) {
    return isTrue(status.path("conditions"), ESTABLISHED);
  }

  private static boolean isTrue(JsonNode conditions, String type) {
    return condition(conditions, type).path("status").asText().equals("True");
  }

  private static JsonNode condition(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) return condition;
    }
    return MissingNode.getInstance();
  }

  private static void add(
      ArrayNode conditions,
      JsonNode before,
      String type,
      String status,
      String reason,
      String message) {
    String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    JsonNode old = condition(before.path("conditions"), type);
    if (old.path("status").asText().equals(status)) {
      since = old.path("lastTransitionTime").asText(since);
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
