package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Adds the groups of other servers to what this server says of its own. */
@Singleton
public final class RemoteDiscovery {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ApiServices services;

  /** What each APIService's server serves, as it was last seen. */
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  RemoteDiscovery(ApiServices services) {
    this.services = services;
  }

  private record Seen(ArrayNode resources, boolean current) {}

  /** The server said what it serves. */
  void found(ApiService service, ObjectNode resourceList) {
    seen.put(service.name(), new Seen(ResourceLists.aggregated(service, resourceList), true));
  }

  /** The server does not answer any more. */
  void stale(ApiService service) {
    seen.computeIfPresent(service.name(), (name, last) -> new Seen(last.resources(), false));
  }

  void forget(ApiService service) {
    seen.remove(service.name());
  }

  /** Whether there is anything to add. */
  public boolean isEmpty() {
    return services.remote().isEmpty();
  }

  /** Adds to an APIGroupList. */
  public void addTo(ObjectNode groupList) {
    merge(groupList.withArray("/groups"), "/name", ResourceLists::group);
  }

  /** Adds to an APIGroupDiscoveryList. */
  public void addToAggregated(ObjectNode discoveryList) {
    merge(discoveryList.withArray("/items"), "/metadata/name", this::aggregated);
  }

  /** An APIGroup; empty if no other server serves it. */
  public Optional<ObjectNode> group(String name) {
    List<ApiService> versions =
        services.remote().stream().filter(service -> service.group().equals(name)).toList();
    if (versions.isEmpty()) return Optional.empty();
    ObjectNode group = JSON.objectNode().put("kind", "APIGroup").put("apiVersion", "v1");
    return Optional.of(group.setAll(ResourceLists.group(versions)));
  }

  private ObjectNode aggregated(List<ApiService> versions) {
    ObjectNode item = JSON.objectNode();
    item.putObject("metadata").put("name", versions.getFirst().group());
    ArrayNode entries = item.putArray("versions");
    for (ApiService service : versions) {
      ObjectNode entry = entries.addObject().put("version", service.version());
      Seen last = seen.get(service.name());
      if (last != null) entry.set("resources", last.resources());
      entry.put("freshness", last != null && last.current() ? "Current" : "Stale");
    }
    return item;
  }

  private interface Rendering {
    ObjectNode of(List<ApiService> versionsOfOneGroup);
  }

  private void merge(ArrayNode groups, String name, Rendering rendering) {
    Map<String, List<ApiService>> byGroup = new LinkedHashMap<>();
    for (ApiService service : services.remote()) {
      byGroup.computeIfAbsent(service.group(), ignored -> new ArrayList<>()).add(service);
    }
    List<JsonNode> all = new ArrayList<>();
    Map<String, JsonNode> local = new HashMap<>();
    for (JsonNode group : groups) {
      all.add(group);
      local.put(group.at(name).asText(), group);
    }
    byGroup.forEach(
        (group, versions) -> {
          ObjectNode added = rendering.of(versions);
          JsonNode own = local.get(group);
          if (own == null) all.add(added);
          else added.path("versions").forEach(((ArrayNode) own.path("versions"))::add);
        });
    all.sort(
        Comparator.comparingInt((JsonNode group) -> -priority(group.at(name).asText(), byGroup)));
    groups.removeAll();
    all.forEach(groups::add);
  }

  private static int priority(String group, Map<String, List<ApiService>> remote) {
    int own = GroupPriorities.ofGroup(group);
    List<ApiService> versions = remote.getOrDefault(group, List.of());
    return versions.isEmpty() ? own : versions.getFirst().groupPriority();
  }
}
