package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the elements of a list were before a change: those of a list of type map are known by their
 * keys, those of other lists have no history.
 */
public final class FormerElements {
  private final List<String> keys;
  private final Map<List<JsonNode>, JsonNode> byKeys = new HashMap<>();

  /**
   * @param schema of the list
   * @param old the list before the change; null if there was none
   */
  public FormerElements(Schema schema, JsonNode old) {
    keys = schema.listMapKeys();
    if (old == null || !schema.listType().equals("map")) return;
    for (JsonNode element : old) byKeys.putIfAbsent(keys(element), element);
  }

  /** The element of the same keys; null if there was none. */
  public JsonNode before(JsonNode element) {
    return byKeys.isEmpty() ? null : byKeys.get(keys(element));
  }

  private List<JsonNode> keys(JsonNode element) {
    return keys.stream().map(element::path).toList();
  }
}
