package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Key;
import jakarta.inject.Singleton;

/** Where a resource keeps its replicas. */
@Singleton
final class ScalePaths {
  private static final Paths BUILT_IN =
      new Paths("/spec/replicas", "/status/replicas", "/spec/selector");
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final WatchCache cache;

  ScalePaths(WatchCache cache) {
    this.cache = cache;
  }

  /**
   * JSON pointers into an object.
   *
   * @param selector empty if there is none
   */
  record Paths(String specReplicas, String statusReplicas, String selector) {}

  Paths of(ResourceType type) {
    if (!type.custom()) return BUILT_IN;
    ObjectNode definition =
        cache
            .get(new Key(DEFINITIONS, "", type.groupResource()))
            .map(object -> ObjectBytes.parse(object.json()))
            .orElseThrow(Statuses::noSuchResource);
    for (JsonNode version : definition.at("/spec/versions")) {
      if (!version.path("name").asText().equals(type.version())) continue;
      JsonNode scale = version.at("/subresources/scale");
      return new Paths(
          pointer(scale.path("specReplicasPath").asText()),
          pointer(scale.path("statusReplicasPath").asText()),
          pointer(scale.path("labelSelectorPath").asText("")));
    }
    throw Statuses.noSuchResource();
  }

  private static String pointer(String path) {
    return path.replace('.', '/');
  }
}
