package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What {@code kubectl get} shows of an object: one cell for each of its type's columns. */
public final class Tables {
  private static final Map<String, Cells.Maker> MAKERS = new HashMap<>();

  static {
    MAKERS.putAll(CoreCells.MAKERS);
    MAKERS.putAll(WorkloadCells.MAKERS);
    MAKERS.putAll(NetworkCells.MAKERS);
    MAKERS.putAll(StorageCells.MAKERS);
    MAKERS.putAll(PolicyCells.MAKERS);
    MAKERS.putAll(OtherCells.MAKERS);
  }

  private Tables() {}

  /**
   * An object's cells.
   *
   * @param now what ages are measured to
   */
  public static ArrayNode cells(ResourceType type, JsonNode object, Instant now) {
    Cells.Maker maker = type.custom() ? null : MAKERS.get(type.groupResource());
    if (maker == null) return byColumn(type, object, now);
    ArrayNode cells = JsonNodeFactory.instance.arrayNode();
    for (Object value : maker.cells(object, now)) cells.add(node(value));
    return cells;
  }

  /** What an object's row says of the object as a whole; null for nothing. */
  public static ArrayNode conditions(ResourceType type, JsonNode object) {
    boolean pod = !type.custom() && type.groupResource().equals("pods");
    return pod ? PodCells.conditions(object) : null;
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case Integer number -> JsonNodeFactory.instance.numberNode(number);
      case Long number -> JsonNodeFactory.instance.numberNode(number);
      case Boolean flag -> JsonNodeFactory.instance.booleanNode(flag);
      default -> JsonNodeFactory.instance.textNode(value.toString());
    };
  }

  /** Custom kinds say by JSON paths where their values are; plain ones show name and age. */
  private static ArrayNode byColumn(ResourceType type, JsonNode object, Instant now) {
    ArrayNode cells = JsonNodeFactory.instance.arrayNode();
    for (ResourceType.PrinterColumn column : type.columns()) {
      if (!column.jsonPath().isEmpty()) {
        cells.add(JsonPathCells.cell(column, object, now));
      } else {
        switch (column.name()) {
          case "Name" -> cells.add(Cells.name(object));
          case "Age" -> cells.add(Cells.age(object, now));
          case "Created At" -> cells.add(created(object));
          default -> cells.addNull();
        }
      }
    }
    return cells;
  }

  /** Go's zero time if there is none, as in a bookmark. */
  private static String created(JsonNode object) {
    String time = Cells.text(object, "/metadata/creationTimestamp");
    return time.isEmpty() ? "0001-01-01T00:00:00Z" : time;
  }
}
