package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.Collection;

/** Names of a definition that another type of the same group has already. */
final class NameConflicts {
  private NameConflicts() {}

  /** What stands in the way; empty if nothing does. */
  static String find(JsonNode definition, Collection<ResourceType> served) {
    JsonNode spec = definition.path("spec");
    String group = spec.path("group").asText();
    String plural = spec.path("names").path("plural").asText();
    String kind = spec.path("names").path("kind").asText();
    String singular = spec.path("names").path("singular").asText();
    for (ResourceType type : served) {
      if (!type.group().equals(group) || type.plural().equals(plural)) continue;
      if (type.kind().equals(kind)) return "\"" + kind + "\" is already in use";
      if (type.singular().equals(singular) || type.plural().equals(singular)) {
        return "\"" + singular + "\" is already in use";
      }
    }
    return "";
  }
}
