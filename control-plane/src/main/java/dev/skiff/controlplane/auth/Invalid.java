package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;

/** Refusals of questions that make no sense. */
final class Invalid {
  private Invalid() {}

  static StatusException badRequest(String message) {
    return new StatusException(400, "BadRequest", message, null);
  }

  /**
   * A 422 about one field.
   *
   * @param kind may be empty, as it is upstream for access reviews
   * @param value as it is quoted in the message
   */
  static StatusException field(String group, String kind, String field, String value, String why) {
    String cause = "Invalid value: %s: %s".formatted(value, why);
    ObjectNode details = JsonNodeFactory.instance.objectNode().put("group", group);
    if (!kind.isEmpty()) details.put("kind", kind);
    details
        .putArray("causes")
        .addObject()
        .put("reason", "FieldValueInvalid")
        .put("message", cause)
        .put("field", field);
    String message = "%s.%s \"\" is invalid: %s: %s".formatted(kind, group, field, cause);
    return new StatusException(422, "Invalid", message, details);
  }
}
