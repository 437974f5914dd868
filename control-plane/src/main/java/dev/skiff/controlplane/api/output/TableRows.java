package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.table.Tables;
import java.time.Instant;

/** Objects as rows of a {@code meta.k8s.io} Table. */
public final class TableRows {
  private TableRows() {}

  /** What a row carries beside its cells. */
  public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    /**
     * Reads the query parameter {@code includeObject}.
     *
     * @param parameter null for the default
     */
    public static IncludeObject of(String parameter) {
      return switch (parameter == null ? "" : parameter) {
        case "", "Metadata" -> METADATA;
        case "Object" -> OBJECT;
        case "None" -> NONE;
        default ->
            throw Statuses.badRequest(
                "Unable to convert to Table as requested: includeObject: Invalid value: \""
                    + parameter
                    + "\": must be 'Metadata', 'Object', 'None', or empty");
      };
    }
  }

  /** The columns of a type. */
  public static ArrayNode columnDefinitions(ResourceType type) {
    ArrayNode columns = JsonNodeFactory.instance.arrayNode();
    for (ResourceType.PrinterColumn column : type.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    return columns;
  }

  /** An object's row. */
  static ObjectNode row(
      ResourceType type, ObjectNode object, IncludeObject include, String metaVersion) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    ResourceType current = type.current();
    ObjectNode shown = current == type ? object : Conversion.to(current, object.deepCopy());
    row.set("cells", Tables.cells(current, shown, Instant.now()));
    ArrayNode conditions = Tables.conditions(current, shown);
    if (conditions != null) row.set("conditions", conditions);
    switch (include) {
      case NONE -> row.putNull("object");
      case OBJECT -> row.set("object", object);
      case METADATA -> {
        ObjectNode partial = row.putObject("object");
        partial
            .put("kind", "PartialObjectMetadata")
            .put("apiVersion", "meta.k8s.io/" + metaVersion);
        partial.set("metadata", object.path("metadata"));
      }
    }
    return row;
  }
}
