package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.JsonEquality;

/** JSON patch, RFC 6902, with upstream's limit on the number of operations. */
public final class JsonPatch {
  private static final int MAXIMUM_OPERATIONS = 10_000;

  private JsonPatch() {}

  /**
   * Applies a patch.
   *
   * @param target is left as it is
   * @throws StatusException 400 for what is no JSON patch, 413 for too many operations, 422 for one
   *     that does not apply
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
    JsonNode[] document = {target.deepCopy()};
    for (JsonNode operation : patch) apply(document, operation);
    return document[0];
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

  private static void apply(JsonNode[] document, JsonNode operation) {
    JsonPointer path = pointer(operation, "path");
    switch (operation.path("op").asText()) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path);
      case "replace" -> {
        existing(document[0], path);
        replace(document, path, value(operation));
      }
      case "move" -> {
        JsonPointer from = pointer(operation, "from");
        JsonNode moved = existing(document[0], from);
        remove(document, from);
        add(document, path, moved);
      }
      case "copy" ->
          add(document, path, existing(document[0], pointer(operation, "from")).deepCopy());
      case "test" -> {
        JsonNode actual = document[0].at(path);
        JsonNode expected = operation.path("value");
        boolean bothNull = nothing(actual) && nothing(expected);
        if (!bothNull && !JsonEquality.equal(actual, expected)) throw Statuses.unprocessable();
      }
      default -> throw Statuses.unprocessable();
    }
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

  private static JsonNode existing(JsonNode document, JsonPointer path) {
    JsonNode node = document.at(path);
    if (node.isMissingNode()) throw Statuses.unprocessable();
    return node;
  }

  private static void add(JsonNode[] document, JsonPointer path, JsonNode value) {
    if (path.matches()) {
      document[0] = value;
      return;
    }
    switch (existing(document[0], path.head())) {
      case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
      case ArrayNode array -> {
        String last = path.last().getMatchingProperty();
        array.insert(last.equals("-") ? array.size() : index(array, last, array.size()), value);
      }
      default -> throw Statuses.unprocessable();
    }
  }

  private static void replace(JsonNode[] document, JsonPointer path, JsonNode value) {
    if (path.matches()) {
      document[0] = value;
      return;
    }
    switch (existing(document[0], path.head())) {
      case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
      case ArrayNode array -> array.set(index(array, path.last().getMatchingProperty()), value);
      default -> throw Statuses.unprocessable();
    }
  }

  private static void remove(JsonNode[] document, JsonPointer path) {
    if (path.matches()) throw Statuses.unprocessable();
    existing(document[0], path);
    switch (existing(document[0], path.head())) {
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
