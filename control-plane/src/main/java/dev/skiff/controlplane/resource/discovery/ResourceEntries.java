package dev.skiff.controlplane.resource.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Entries of discovery documents. */
final class ResourceEntries {
  private static final List<String> CUSTOM_VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Of resources whose objects are all being deleted. */
  private static final List<String> TERMINATING_VERBS =
      List.of("delete", "deletecollection", "get", "list", "watch");

  private final ResourceRegistry registry;

  ResourceEntries(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** An APIResourceList. */
  ObjectNode list(String groupVersion, List<ResourceType> types) {
    ObjectNode list =
        JSON.objectNode().put("kind", "APIResourceList").put("groupVersion", groupVersion);
    // The oldest of these documents is older than the habit.
    if (!groupVersion.equals("v1")) list.put("apiVersion", "v1");
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : types) {
      resources.add(resource(type));
      for (ResourceType.Subresource subresource : type.subresources()) {
        resources.add(subresource(type, subresource));
      }
    }
    return list;
  }

  private ObjectNode resource(ResourceType type) {
    ObjectNode entry =
        JSON.objectNode()
            .put("name", type.plural())
            .put("singularName", type.singular())
            .put("namespaced", type.namespaced())
            .put("kind", type.kind());
    entry.set("verbs", verbs(type));
    names(type, entry);
    if (type.verbs().contains("list") && type.verbs().contains("create")) {
      entry.put("storageVersionHash", storageVersionHash(type));
    }
    return entry;
  }

  private static ObjectNode subresource(ResourceType type, ResourceType.Subresource subresource) {
    ObjectNode entry =
        JSON.objectNode()
            .put("name", type.plural() + "/" + subresource.name())
            .put("singularName", "")
            .put("namespaced", type.namespaced());
    if (!subresource.group().equals(type.group())) {
      entry.put("group", subresource.group()).put("version", subresource.version());
    }
    entry.put("kind", subresource.kind());
    entry.set("verbs", sorted(subresource.verbs()));
    return entry;
  }

  /** An APIResourceDiscovery. */
  ObjectNode aggregated(ResourceType type) {
    ObjectNode entry = JSON.objectNode().put("resource", type.plural());
    entry.set("responseKind", kind(type, type.group(), type.version(), type.kind()));
    entry
        .put("scope", type.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", type.singular());
    entry.set("verbs", verbs(type));
    names(type, entry);
    if (!type.subresources().isEmpty()) {
      ArrayNode subresources = entry.putArray("subresources");
      for (ResourceType.Subresource sub : type.subresources()) {
        ObjectNode node = subresources.addObject().put("subresource", sub.name());
        node.set("responseKind", kind(type, sub.group(), sub.version(), sub.kind()));
        node.set("verbs", sorted(sub.verbs()));
      }
    }
    return entry;
  }

  /** Built-in kinds of the same group and version leave both empty, as upstream has it. */
  private static ObjectNode kind(ResourceType type, String group, String version, String kind) {
    boolean own = !type.custom() && type.group().equals(group) && type.version().equals(version);
    return JSON.objectNode()
        .put("group", own ? "" : group)
        .put("version", own ? "" : version)
        .put("kind", kind);
  }

  private static void names(ResourceType type, ObjectNode entry) {
    if (!type.shortNames().isEmpty()) entry.set("shortNames", texts(type.shortNames()));
    if (!type.categories().isEmpty()) entry.set("categories", texts(type.categories()));
  }

  /** Those of custom resources come in an order of their own. */
  private ArrayNode verbs(ResourceType type) {
    if (!type.custom()) return sorted(type.verbs());
    return texts(registry.isTerminating(type) ? TERMINATING_VERBS : CUSTOM_VERBS);
  }

  private static ArrayNode sorted(Collection<String> texts) {
    return texts(texts.stream().sorted().toList());
  }

  private static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** Changes when the storage version does; see APIResource.storageVersionHash. */
  private static String storageVersionHash(ResourceType type) {
    String stored = type.storageGroup() + "/" + type.storageVersion() + "/" + type.kind();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(stored.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
