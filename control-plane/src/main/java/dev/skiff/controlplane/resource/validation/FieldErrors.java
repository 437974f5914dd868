package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with an object, so that the client learns all of it at once. */
public final class FieldErrors {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final List<FieldError> errors = new ArrayList<>();

  /** What was found so far. */
  public List<FieldError> all() {
    return List.copyOf(errors);
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public void add(FieldError error) {
    errors.add(error);
  }

  public void required(String field) {
    required(field, "");
  }

  public void required(String field, String detail) {
    errors.add(new FieldError(FieldError.Type.REQUIRED, field, null, detail));
  }

  public void invalid(String field, JsonNode value, String detail) {
    errors.add(
        new FieldError(
            FieldError.Type.INVALID,
            field,
            value.isMissingNode() ? JSON.nullNode() : value,
            detail));
  }

  public void invalid(String field, String value, String detail) {
    invalid(field, JSON.textNode(value), detail);
  }

  public void invalid(String field, long value, String detail) {
    invalid(field, JSON.numberNode(value), detail);
  }

  /** As {@link #invalid(String, String, String)} for what Go has a pointer to: it shows JSON. */
  public void invalidPointer(String field, String value, String detail) {
    invalid(field, JSON.pojoNode(value), detail);
  }

  /** As {@link #invalid(String, String, String)} where the value says nothing. */
  public void invalid(String field, String detail) {
    errors.add(new FieldError(FieldError.Type.INVALID, field, null, detail));
  }

  public void duplicate(String field, String value) {
    errors.add(new FieldError(FieldError.Type.DUPLICATE, field, JSON.textNode(value), ""));
  }

  /** As {@link #duplicate(String, String)} for values that are no texts. */
  public void duplicate(String field, JsonNode value) {
    duplicate(field, value, "");
  }

  public void duplicate(String field, JsonNode value, String detail) {
    errors.add(new FieldError(FieldError.Type.DUPLICATE, field, value, detail));
  }

  public void notFound(String field, String value) {
    errors.add(new FieldError(FieldError.Type.NOT_FOUND, field, JSON.textNode(value), ""));
  }

  /** Something that upstream does not blame the caller for, though the answer is the same. */
  public void internal(String field, String detail) {
    errors.add(new FieldError(FieldError.Type.INTERNAL, field, null, detail));
  }

  public void forbidden(String field, String detail) {
    errors.add(new FieldError(FieldError.Type.FORBIDDEN, field, null, detail));
  }

  /** A list has more elements than it may have. */
  public void tooMany(String field, long there, long most) {
    errors.add(
        new FieldError(
            FieldError.Type.TOO_MANY,
            field,
            JSON.numberNode(there),
            "must have at most " + most + (most == 1 ? " item" : " items")));
  }

  public void tooLong(String field, long most) {
    String bytes = most == 1 ? " byte" : " bytes";
    errors.add(
        new FieldError(
            FieldError.Type.TOO_LONG, field, null, "may not be more than " + most + bytes));
  }

  /**
   * As {@link #unsupported(String, String, List)} for values that are no texts; null shows null.
   */
  public void unsupported(String field, JsonNode value, List<String> supported) {
    String detail =
        "supported values: "
            + supported.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", "));
    JsonNode shown = value == null ? JSON.nullNode() : value;
    errors.add(new FieldError(FieldError.Type.NOT_SUPPORTED, field, shown, detail));
  }

  /** The value is none of the supported ones. */
  public void unsupported(String field, String value, List<String> supported) {
    String detail =
        "supported values: "
            + supported.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", "));
    errors.add(new FieldError(FieldError.Type.NOT_SUPPORTED, field, JSON.textNode(value), detail));
  }

  /**
   * @throws StatusException 422 Invalid if anything was found
   */
  public void throwIfAny(String group, String kind, String name) {
    if (!errors.isEmpty()) throw exception(group, kind, name);
  }

  private StatusException exception(String group, String kind, String name) {
    List<FieldError> errors = this.errors.stream().distinct().toList();
    ObjectNode details = JSON.objectNode();
    if (!name.isEmpty()) details.put("name", name);
    if (!group.isEmpty()) details.put("group", group);
    if (!kind.isEmpty()) details.put("kind", kind);
    ArrayNode causes = details.putArray("causes");
    for (FieldError error : errors) {
      causes
          .addObject()
          .put("reason", error.type().reason())
          .put("message", error.body())
          .put("field", error.field());
    }
    List<String> distinct = errors.stream().map(FieldError::toString).distinct().toList();
    String list = String.join(", ", distinct);
    if (distinct.size() > 1) list = "[" + list + "]";
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    return new StatusException(
        422, "Invalid", qualified + " \"" + name + "\" is invalid: " + list, details);
  }
}
