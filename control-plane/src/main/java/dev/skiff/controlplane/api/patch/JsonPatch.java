package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.JsonEquality;
import java.io.UncheckedIOException;

/**
 * JSON patch, RFC 6902, with upstream's limits on the number of operations and on what they copy.
 */
public final class JsonPatch {
  private static final int MAXIMUM_OPERATIONS = 10_000;
  private static final int MAXIMUM_COPIED = 3 << 20;
  private static final ObjectWriter WRITER = new ObjectMapper().writer();

  private JsonNode document;

  /** Bytes of JSON that operations have copied: those that copy copies grow without end. */
  private long copied;

  private JsonPatch(JsonNode document) {
    this.document = document;
  }

  /**
   * Applies a patch.
   *
   * @param target is left as it is
   * @throws StatusException 400 for what is no JSON patch, 413 for too many operations, 422 for one
   *     that does not apply or copies too much
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    // Go takes null for a list without elements.
    if (patch.isNull()) return target.deepCopy();
    if (!patch.isArray()) {
      throw Statuses.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + goType(patch)
              + " into Go value of type []handlers.jsonPatchOp");
    }
    if (patch.size() > MAXIMUM_OPERATIONS) {
      throw Statuses.tooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAXIMUM_OPERATIONS
              + ", got "
              + patch.size());
    }
    JsonPatch result = new JsonPatch(target.deepCopy());
    for (JsonNode operation : patch) result.apply(operation);
    return result.document;
  }

  /** What Go calls a value of JSON. */
  static String goType(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "object";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      default -> node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private void apply(JsonNode operation) {
    JsonPointer path = pointer(operation, "path");
    switch (operation.path("op").asText()) {
      case "add" -> add(path, value(operation));
      case "remove" -> remove(path);
      case "replace" -> {
        existing(path);
        replace(path, value(operation));
      }
      case "move" -> {
        JsonPointer from = pointer(operation, "from");
        JsonNode moved = existing(from);
        remove(from);
        add(path, moved);
      }
      case "copy" -> {
        JsonNode original = existing(pointer(operation, "from"));
        count(original);
        add(path, original.deepCopy());
      }
      case "test" -> {
        JsonNode actual = document.at(path);
        JsonNode expected = operation.path("value");
        boolean bothNull = nothing(actual) && nothing(expected);
        if (!bothNull && !JsonEquality.equal(actual, expected)) throw Statuses.unprocessable();
      }
      default -> throw Statuses.unprocessable();
    }
  }

  private void count(JsonNode original) {
    try {
      copied += WRITER.writeValueAsBytes(original).length;
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (copied > MAXIMUM_COPIED) throw Statuses.unprocessable();
  }

  private static boolean nothing(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static JsonPointer pointer(JsonNode operation, String field) {
    try {
      JsonNode text = operation.get(field);
      if (text == null || !text.isTextual()) throw Statuses.unprocessable();
      return JsonPointer.compile(text.asText());
    } catch (IllegalArgumentException malformed) {
      throw Statuses.unprocessable();
    }
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    return value == null ? JsonNodeFactory.instance.nullNode() : value.deepCopy();
  }

  private JsonNode existing(JsonPointer path) {
    JsonNode node = document.at(path);
    if (node.isMissingNode()) throw Statuses.unprocessable();
    return node;
  }

  private void add(JsonPointer path, JsonNode value) {
    if (path.matches()) {
      document = value;
      return;
    }
    switch (existing(path.head())) {
      case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
      case ArrayNode array -> {
        String last = path.last().getMatchingProperty();
        array.insert(last.equals("-") ? array.size() : index(array, last, array.size()), value);
      }
      default -> throw Statuses.unprocessable();
    }
  }

  private void replace(JsonPointer path, JsonNode value) {
    if (path.matches()) {
      document = value;
      return;
    }
    switch (existing(path.head())) {
      case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
      case ArrayNode array -> array.set(index(array, path.last().getMatchingProperty()), value);
      default -> throw Statuses.unprocessable();
    }
  }

  private void remove(JsonPointer path) {
    if (path.matches()) throw Statuses.unprocessable();
    existing(path);
    switch (existing(path.head())) {
      case ObjectNode object -> object.remove(path.last().getMatchingProperty());
      case ArrayNode array -> array.remove(index(array, path.last().getMatchingProperty()));
      default -> throw Statuses.unprocessable();
    }
  }

  private static int index(ArrayNode array, String text) {
    return index(array, text, array.size() - 1);
  }

  private static int index(ArrayNode array, String text, int maximum) {
    try {
      int index = Integer.parseInt(text);
      if (index < 0) index += array.size();
      if (index < 0 || index > maximum) throw Statuses.unprocessable();
      return index;
    } catch (NumberFormatException malformed) {
      throw Statuses.unprocessable();
    }
  }
}
