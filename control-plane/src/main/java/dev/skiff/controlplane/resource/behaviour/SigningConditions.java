package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The conditions of a CertificateSigningRequest: who approves is not who signs. */
final class SigningConditions {
  private static final String FIELD = "status.conditions";
  private static final String APPROVED = "Approved";
  private static final String DENIED = "Denied";
  private static final List<String> DECISIONS = List.of(APPROVED, DENIED);
  private static final List<String> FINAL = List.of(APPROVED, DENIED, "Failed");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");

  private SigningConditions() {}

  /** Puts back decisions as they were, as long as none came or went. */
  static void keep(ObjectNode object, ObjectNode old) {
    for (String type : DECISIONS) {
      List<Integer> before = places(old, type);
      List<Integer> now = places(object, type);
      if (before.size() != now.size()) continue;
      for (int i = 0; i < now.size(); i++) {
        JsonNode kept = conditions(old).get(before.get(i)).deepCopy();
        ((ArrayNode) conditions(object)).set(now.get(i), kept);
      }
    }
  }

  /** Looks for what no update may leave behind; what was wrong before may stay so. */
  static void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    boolean bothBefore = has(old, APPROVED) && has(old, DENIED);
    boolean twiceBefore = types(old).size() < conditions(old).size();
    boolean emptyBefore = types(old).contains("");
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode condition : conditions(object)) {
      String field = FIELD + "[" + index++ + "]";
      String type = condition.path("type").asText("");
      if (type.isEmpty() && !emptyBefore) errors.required(field + ".type");
      status(field + ".status", type, condition.path("status").asText(""), errors);
      String opposite = type.equals(APPROVED) ? DENIED : APPROVED;
      if (DECISIONS.contains(type) && seen.contains(opposite) && !bothBefore) {
        errors.invalid(FIELD, type, "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type) && !twiceBefore) errors.duplicate(field + ".type", type);
    }
    for (String type : FINAL) {
      if (places(object, type).size() < places(old, type).size()) {
        errors.forbidden(
            FIELD, "updates may not remove a condition of type \"%s\"".formatted(type));
      }
    }
  }

  /** Decisions are made by way of {@code /approval} alone. */
  static void refuseApproval(ObjectNode object, ObjectNode old, FieldErrors errors) {
    for (String type : DECISIONS) {
      if (places(object, type).size() > places(old, type).size()) {
        errors.forbidden(FIELD, "updates may not add a condition of type \"%s\"".formatted(type));
      }
    }
  }

  private static void status(String field, String type, String status, FieldErrors errors) {
    List<String> allowed = FINAL.contains(type) ? List.of("True") : STATUSES;
    if (status.isEmpty()) errors.required(field);
    else if (!allowed.contains(status)) errors.unsupported(field, status, allowed);
  }

  private static boolean has(ObjectNode object, String type) {
    return !places(object, type).isEmpty();
  }

  private static List<Integer> places(ObjectNode object, String type) {
    List<Integer> places = new ArrayList<>();
    JsonNode conditions = conditions(object);
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).path("type").asText("").equals(type)) places.add(i);
    }
    return places;
  }

  private static Set<String> types(ObjectNode object) {
    Set<String> types = new HashSet<>();
    for (JsonNode each : conditions(object)) types.add(each.path("type").asText(""));
    return types;
  }

  private static JsonNode conditions(ObjectNode object) {
    return object.path("status").path("conditions");
  }
}
