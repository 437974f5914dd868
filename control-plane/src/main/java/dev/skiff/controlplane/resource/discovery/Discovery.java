package dev.skiff.controlplane.resource.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.VersionPriority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What {@code /api} and {@code /apis} say: JSON documents made from the registry, kept until it
 * changes.
 */
@ApplicationScoped
public class Discovery {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ResourceRegistry registry;
  private final ResourceEntries entries;
  private final Map<String, Optional<byte[]>> documents = new ConcurrentHashMap<>();

  public Discovery(ResourceRegistry registry) {
    this.registry = registry;
    this.entries = new ResourceEntries(registry);
    registry.onChange(documents::clear);
  }

  /**
   * {@code /api}: an APIVersions.
   *
   * @param address host and port at which clients reach this server
   */
  public byte[] legacyVersions(String address) {
    ObjectNode versions = JSON.objectNode().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", address);
    return bytes(versions);
  }

  /** {@code /apis}: an APIGroupList. */
  public byte[] groups() {
    return document(
            "groups",
            () -> {
              ObjectNode list =
                  JSON.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
              ArrayNode groups = list.putArray("groups");
              versionsByGroup().forEach((group, versions) -> groups.add(group(group, versions)));
              return Optional.of(list);
            })
        .orElseThrow();
  }

  /** {@code /apis/<group>}: an APIGroup; empty if there is no such group. */
  public Optional<byte[]> group(String name) {
    return document(
        "group " + name,
        () ->
            Optional.ofNullable(versionsByGroup().get(name))
                .map(
                    versions -> {
                      ObjectNode group =
                          JSON.objectNode().put("kind", "APIGroup").put("apiVersion", "v1");
                      return group.setAll(group(name, versions));
                    }));
  }

  /** {@code /apis/<group>/<version>}: an APIResourceList; empty if there is no such version. */
  public Optional<byte[]> resources(String group, String version) {
    return document(
        "resources " + group + "/" + version,
        () -> {
          List<ResourceType> types =
              registry.all().stream()
                  .filter(type -> type.group().equals(group) && type.version().equals(version))
                  .toList();
          return types.isEmpty()
              ? Optional.empty()
              : Optional.of(entries.list(types.getFirst().apiVersion(), types));
        });
  }

  /**
   * Aggregated discovery, an APIGroupDiscoveryList of {@code apidiscovery.k8s.io/v2}.
   *
   * @param legacy true for {@code /api}, false for {@code /apis}
   */
  public byte[] aggregated(boolean legacy) {
    return document(
            "aggregated " + legacy,
            () -> {
              ObjectNode list =
                  JSON.objectNode()
                      .put("kind", "APIGroupDiscoveryList")
                      .put("apiVersion", "apidiscovery.k8s.io/v2");
              list.putObject("metadata");
              ArrayNode items = list.putArray("items");
              Map<String, List<String>> groups =
                  legacy ? Map.of("", List.of("v1")) : versionsByGroup();
              groups.forEach((group, versions) -> items.add(aggregated(group, versions)));
              return Optional.of(list);
            })
        .orElseThrow();
  }

  private ObjectNode aggregated(String group, List<String> versions) {
    ObjectNode item = JSON.objectNode();
    ObjectNode metadata = item.putObject("metadata");
    if (!group.isEmpty()) metadata.put("name", group);
    ArrayNode list = item.putArray("versions");
    for (String version : versions) {
      ObjectNode entry = list.addObject().put("version", version);
      ArrayNode resources = entry.putArray("resources");
      registry.all().stream()
          .filter(type -> type.group().equals(group) && type.version().equals(version))
          .forEach(type -> resources.add(entries.aggregated(type)));
      entry.put("freshness", "Current");
    }
    return item;
  }

  private static ObjectNode group(String name, List<String> versions) {
    ObjectNode group = JSON.objectNode().put("name", name);
    ArrayNode entries = group.putArray("versions");
    for (String version : versions) entries.add(groupVersion(name, version));
    group.set("preferredVersion", groupVersion(name, versions.getFirst()));
    return group;
  }

  private static ObjectNode groupVersion(String group, String version) {
    return JSON.objectNode().put("groupVersion", group + "/" + version).put("version", version);
  }

  /** Named groups in the order of the registry with their versions, preferred ones first. */
  private Map<String, List<String>> versionsByGroup() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (ResourceType type : registry.all()) {
      if (type.group().isEmpty()) continue;
      groups.merge(
          type.group(),
          List.of(type.version()),
          (one, other) ->
              one.contains(other.getFirst())
                  ? one
                  : java.util.stream.Stream.concat(one.stream(), other.stream())
                      .sorted(VersionPriority.PREFERRED_FIRST)
                      .toList());
    }
    return groups;
  }

  private Optional<byte[]> document(String name, Supplier<Optional<ObjectNode>> made) {
    Optional<byte[]> known = documents.get(name);
    if (known != null) return known;
    Optional<byte[]> document = made.get().map(Discovery::bytes);
    // Names of what does not exist come from clients; they are not kept.
    if (document.isPresent()) documents.put(name, document);
    return document;
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
