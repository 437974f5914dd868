package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for conditions of the form that the API conventions prescribe. */
public final class ConditionRules {
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
  private static final int LONGEST_REASON = 1024;
  private static final int LONGEST_MESSAGE = 32 * 1024;

  private ConditionRules() {}

  /** Conditions in a list at a path. */
  public static void check(String list, JsonNode conditions, FieldErrors errors) {
    Set<String> types = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String field = list + "[" + i + "]";
      String type = conditions.get(i).path("type").asText("");
      if (!types.add(type)) errors.duplicate(field + ".type", type);
      Names.qualified(type).forEach(wrong -> errors.invalid(field + ".type", type, wrong));
      condition(field, conditions.get(i), errors);
    }
  }

  private static void condition(String field, JsonNode condition, FieldErrors errors) {
    String status = condition.path("status").asText("");
    if (!STATUSES.contains(status)) errors.unsupported(field + ".status", status, STATUSES);
    long generation = condition.path("observedGeneration").asLong();
    if (generation < 0) {
      errors.invalid(
          field + ".observedGeneration", generation, "must be greater than or equal to zero");
    }
    if (FieldCheck.absent(condition.path("lastTransitionTime"))) {
      errors.required(field + ".lastTransitionTime");
    }
    String reason = condition.path("reason").asText("");
    if (reason.isEmpty()) {
      errors.required(field + ".reason");
    } else if (!REASON.matcher(reason).matches()) {
      errors.invalid(
          field + ".reason",
          reason,
          "a condition reason must start with alphabetic character, optionally followed by a string"
              + " of alphanumeric characters or '_,:', and must end with an alphanumeric character"
              + " or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or"
              + " 'ReasonA:ReasonB', regex used for validation is '"
              + REASON
              + "')");
    }
    if (GoText.bytes(reason) > LONGEST_REASON) errors.tooLong(field + ".reason", LONGEST_REASON);
    if (GoText.bytes(condition.path("message").asText("")) > LONGEST_MESSAGE) {
      errors.tooLong(field + ".message", LONGEST_MESSAGE);
    }
  }
}
