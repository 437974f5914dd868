package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Since which revision each version of a definition has the schema that it has now. A definition
 * that changes in nothing that is served keeps its types.
 */
final class SchemaRevisions {
  /** What a definition says, and what it stands for. */
  private record Marked(JsonNode spec, Map<String, Known> versions, List<ResourceType> types) {}

  /** A schema and the revision that brought it. */
  private record Known(JsonNode schema, long revision) {}

  private final Map<String, Marked> byDefinition = new HashMap<>();

  /** Marks the types of a definition; a revision that changed something else does not count. */
  List<ResourceType> mark(JsonNode definition, List<ResourceType> types) {
    JsonNode metadata = definition.path("metadata");
    long revision = metadata.path("resourceVersion").asLong();
    JsonNode spec = definition.path("spec");
    Marked marked = byDefinition.get(metadata.path("name").asText());
    if (marked != null && marked.spec.equals(spec)) return marked.types;
    Map<String, Known> before = marked == null ? Map.of() : marked.versions;
    Map<String, Known> now = new HashMap<>();
    for (JsonNode version : spec.path("versions")) {
      String name = version.path("name").asText();
      Known known = before.get(name);
      JsonNode schema = version.path("schema");
      boolean same = known != null && known.schema.equals(schema);
      now.put(name, same ? known : new Known(schema, revision));
    }
    List<ResourceType> since =
        types.stream()
            .map(type -> type.withSchemaRevision(now.get(type.version()).revision))
            .toList();
    byDefinition.put(metadata.path("name").asText(), new Marked(spec, now, since));
    return since;
  }

  /** A definition is gone. */
  void forget(String definition) {
    byDefinition.remove(definition);
  }
}
