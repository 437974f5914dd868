package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patch, RFC 7386. */
public final class MergePatch {
  private MergePatch() {}

  /**
   * Applies a patch. New fields come in the order of their names, as does what is said of them.
   *
   * @param target is left as it is; may be null
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) return patch.deepCopy();
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    changes.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            change -> {
              String name = change.getKey();
              if (change.getValue().isNull()) result.remove(name);
              else result.set(name, apply(result.get(name), change.getValue()));
            });
    return result;
  }
}
