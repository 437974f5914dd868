package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.table.HumanDuration;
import java.time.Instant;

/** A Scale as {@code kubectl get --subresource=scale} shows it. */
final class ScaleTable {
  private ScaleTable() {}

  static ObjectNode of(ObjectNode scale) {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    ObjectNode metadata = table.putObject("metadata");
    metadata.set("resourceVersion", scale.at("/metadata/resourceVersion"));
    ArrayNode columns = table.putArray("columnDefinitions");
    column(columns, "Name", "string");
    column(columns, "Desired", "integer");
    column(columns, "Available", "integer");
    column(columns, "Age", "string");
    ObjectNode row = table.putArray("rows").addObject();
    row.putArray("cells")
        .add(scale.at("/metadata/name"))
        .add(scale.at("/spec/replicas").asInt())
        .add(scale.at("/status/replicas").asInt())
        .add(
            HumanDuration.since(scale.at("/metadata/creationTimestamp").asText(""), Instant.now()));
    ObjectNode object = row.putObject("object");
    object.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    object.set("metadata", scale.get("metadata"));
    return table;
  }

  private static void column(ArrayNode columns, String name, String type) {
    columns
        .addObject()
        .put("name", name)
        .put("type", type)
        .put("format", "")
        .put("description", name)
        .put("priority", 0);
  }
}
