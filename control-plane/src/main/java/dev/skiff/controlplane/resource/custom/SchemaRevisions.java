package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Since which revision each version of a definition has the schema that it has now. */
final class SchemaRevisions {
  /** A schema and the revision that brought it. */
  private record Known(JsonNode schema, long revision) {}

  private final Map<String, Map<String, Known>> byDefinition = new HashMap<>();

  /** Marks the types of a definition; a revision that changed something else does not count. */
  List<ResourceType> mark(JsonNode definition, List<ResourceType> types) {
    JsonNode metadata = definition.path("metadata");
    long revision = metadata.path("resourceVersion").asLong();
    Map<String, Known> before = byDefinition.getOrDefault(metadata.path("name").asText(), Map.of());
    Map<String, Known> now = new HashMap<>();
    for (JsonNode version : definition.path("spec").path("versions")) {
      String name = version.path("name").asText();
      Known known = before.get(name);
      JsonNode schema = version.path("schema");
      boolean same = known != null && known.schema.equals(schema);
      now.put(name, same ? known : new Known(schema, revision));
    }
    byDefinition.put(metadata.path("name").asText(), now);
    return types.stream()
        .map(type -> type.withSchemaRevision(now.get(type.version()).revision))
        .toList();
  }

  /** A definition is gone. */
  void forget(String definition) {
    byDefinition.remove(definition);
  }
}
