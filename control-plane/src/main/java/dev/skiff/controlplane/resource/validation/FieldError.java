package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.skiff.controlplane.resource.decode.GoFloats;

/**
 * One thing that is wrong with an object, in the form of the API's StatusCause.
 *
 * @param type what kind of error
 * @param field path such as {@code spec.containers[0].image}
 * @param value the offending value; null if it is not shown
 * @param detail more for people; may be empty
 */
public record FieldError(Type type, String field, JsonNode value, String detail) {
  /** Kinds of errors; reason as in StatusCause.reason, words as in messages. */
  public enum Type {
    REQUIRED("FieldValueRequired", "Required value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    NOT_FOUND("FieldValueNotFound", "Not found"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    INTERNAL("InternalError", "Internal error");

    private final String reason;
    private final String words;

    Type(String reason, String words) {
      this.reason = reason;
      this.words = words;
    }

    public String reason() {
      return reason;
    }
  }

  /** The error without the field. */
  public String body() {
    StringBuilder text = new StringBuilder(type.words);
    boolean shown =
        switch (type) {
          case REQUIRED, FORBIDDEN, TOO_LONG, INTERNAL -> false;
          default -> value != null;
        };
    if (shown) {
      text.append(": ").append(shown(value));
    }
    if (!detail.isEmpty()) text.append(": ").append(detail);
    return text.toString();
  }

  private static String shown(JsonNode value) {
    if (value.isTextual()) return GoText.quote(value.textValue());
    if (value.isDouble()) return GoFloats.text(value.doubleValue());
    return GoText.json(value.isPojo() ? TextNode.valueOf(value.asText()) : value);
  }

  @Override
  public String toString() {
    return field + ": " + body();
  }
}
